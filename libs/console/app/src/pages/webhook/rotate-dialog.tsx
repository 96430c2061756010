import { Button, Group, Modal, PasswordInput, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { ApiProblem } from '../../api/problem.js';
import type { Webhook } from '../../api/types.js';
import { Problem } from '../../components/problem.js';
import { SecretDialog } from '../../components/secret-dialog.js';
import { useRotateSecret } from './use-webhook-actions.js';

const GRACES = [
  { value: '0', label: 'None: the new secret alone, at once' },
  { value: '3600', label: '1 hour' },
  { value: '86400', label: '24 hours' },
  { value: '604800', label: '7 days' },
];

/** Replaces the secret. During the grace requests carry both signatures, where the dialect has room for two. */
export function RotateDialog({ webhook, onClose }: { readonly webhook: Webhook; readonly onClose: () => void }) {
  const [grace, setGrace] = useState('86400');
  const [secret, setSecret] = useState('');
  const rotate = useRotateSecret(webhook.id);
  if (rotate.data?.secret !== undefined) {
    return <SecretDialog title="The secret is rotated" secret={rotate.data.secret} onClose={onClose} />;
  }
  const problem = rotate.error instanceof ApiProblem ? rotate.error : null;
  const fieldError = problem?.ofField('secret');
  return (
    <Modal opened onClose={onClose} title="Rotate the secret" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          rotate.mutate({ grace_seconds: Number(grace), ...(secret === '' ? {} : { secret }) });
        }}
      >
        <Stack gap="md">
          <Text size="sm">Receivers that know only the old secret keep working until the grace is over.</Text>
          <Select
            label="Grace"
            data={GRACES}
            value={grace}
            onChange={(value) => setGrace(value ?? '0')}
            allowDeselect={false}
          />
          <PasswordInput
            label="New secret"
            description="Empty: a generated one."
            autoComplete="off"
            value={secret}
            onChange={(event) => setSecret(event.currentTarget.value)}
            error={fieldError}
            visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the secret' }}
          />
          {fieldError === undefined && <Problem error={rotate.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={rotate.isPending}>
              Rotate the secret
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
