import {
  Button,
  Checkbox,
  Group,
  Modal,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import { ApiProblem } from '../../api/problem.js';
import { Problem } from '../../components/problem.js';
import { NewKey } from './new-key.js';
import { isScope, SCOPES, type Scope } from './scopes.js';
import { useCreateApiKey } from './use-api-keys.js';

const DAY = 86_400_000;
const LIFETIMES = [
  { value: '0', label: 'never' },
  { value: '7', label: 'in 7 days' },
  { value: '30', label: 'in 30 days' },
  { value: '90', label: 'in 90 days' },
  { value: '365', label: 'in a year' },
];

interface CreateKeyDialogProps {
  readonly projectId: string;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Asks what a new key is for, then shows it: this once. */
export function CreateKeyDialog({ projectId, opened, onClose }: CreateKeyDialogProps) {
  const create = useCreateApiKey(projectId);
  const close = (): void => {
    onClose();
    create.reset();
  };
  const key = create.data?.key;
  return (
    <Modal
      opened={opened}
      onClose={close}
      size="lg"
      title={key === undefined ? 'Create an API key' : 'Your new key'}
      closeButtonProps={{ 'aria-label': 'Close' }}
      // One click beside the dialog, and the key would be gone for good.
      closeOnClickOutside={key === undefined}
      closeOnEscape={key === undefined}
    >
      {key === undefined ? <Form create={create} onClose={close} /> : <NewKey value={key} onDone={close} />}
    </Modal>
  );
}

function Form({
  create,
  onClose,
}: {
  readonly create: ReturnType<typeof useCreateApiKey>;
  readonly onClose: () => void;
}) {
  const [name, setName] = useState('');
  const [reach, setReach] = useState<'all' | 'some'>('all');
  const [scopes, setScopes] = useState<readonly Scope[]>([]);
  const [days, setDays] = useState('0');
  const { error } = create;
  const problem = error instanceof ApiProblem ? error : undefined;
  const ready = name.trim() !== '' && (reach === 'all' || scopes.length > 0);

  return (
    <form
      onSubmit={(submit) => {
        submit.preventDefault();
        const expiresAt = days === '0' ? null : new Date(Date.now() + Number(days) * DAY);
        create.mutate({ name: name.trim(), scopes: reach === 'all' ? null : scopes, expiresAt });
      }}
    >
      <Stack gap="md">
        <TextInput
          label="Name"
          description="What uses it, so that you know what breaks when you revoke it."
          placeholder="Billing service"
          required
          maxLength={100}
          data-autofocus
          value={name}
          error={problem?.ofField('name')}
          onChange={({ currentTarget: { value } }) => setName(value)}
        />
        <div>
          <Text size="sm" fw={500} id="reach-of-the-key" mb={4}>
            May do
          </Text>
          <SegmentedControl
            aria-labelledby="reach-of-the-key"
            fullWidth
            value={reach}
            onChange={(value) => setReach(value === 'some' ? 'some' : 'all')}
            data={[
              { value: 'all', label: 'Everything' },
              { value: 'some', label: 'Only what is chosen' },
            ]}
          />
        </div>
        {reach === 'some' && <ScopeChoice value={scopes} onChange={setScopes} />}
        <Select
          label="Expires"
          data={LIFETIMES}
          value={days}
          allowDeselect={false}
          onChange={(value) => setDays(value ?? '0')}
          error={problem?.ofField('expires_at')}
        />
        <Problem error={error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending} disabled={!ready}>
            Create key
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface ScopeChoiceProps {
  readonly value: readonly Scope[];
  readonly onChange: (scopes: readonly Scope[]) => void;
}

function ScopeChoice({ value, onChange }: ScopeChoiceProps) {
  return (
    <Checkbox.Group
      label="Scopes"
      description="Writing includes reading, except for secrets."
      value={[...value]}
      onChange={(chosen) => onChange(chosen.filter(isScope))}
    >
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="lg" mt="sm">
        {SCOPES.map(({ title, scopes }) => (
          <Stack key={title} gap={10} role="group" aria-label={title}>
            <Text size="xs" c="dimmed" fw={500}>
              {title}
            </Text>
            {scopes.map((scope) => (
              <Checkbox key={scope} value={scope} label={<span className="ph-mono">{scope}</span>} />
            ))}
          </Stack>
        ))}
      </SimpleGrid>
    </Checkbox.Group>
  );
}
