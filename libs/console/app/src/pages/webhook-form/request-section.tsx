import { ActionIcon, Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { Plus, X } from 'lucide-react';
import { Panel } from '../../components/panel.js';
import { KEPT, type HeaderDraft } from './draft.js';
import type { SectionProps } from './section-props.js';

/** Headers of one's own, and Basic auth. Values are write-only: the API shows none of them again. */
export function RequestSection({ draft, set, problem, isNew }: SectionProps & { readonly isNew: boolean }) {
  const { headers } = draft;
  const change = (at: number, header: HeaderDraft) =>
    set({ headers: headers.map((each, index) => (index === at ? header : each)) });
  return (
    <Panel title="Headers and Basic auth" description="Values are stored encrypted and never shown again.">
      <Stack gap="sm">
        {headers.map((header, index) => (
          <Group key={index} gap="xs" wrap="nowrap" align="start">
            <TextInput
              aria-label={`Name of header ${index + 1}`}
              placeholder="X-Team"
              value={header.name}
              onChange={(event) => change(index, { ...header, name: event.currentTarget.value })}
              flex={1}
            />
            <TextInput
              aria-label={`Value of header ${index + 1}`}
              placeholder={header.value === KEPT ? 'kept as it is' : 'value'}
              value={header.value === KEPT ? '' : header.value}
              onChange={(event) =>
                change(index, { ...header, value: event.currentTarget.value || (isNew ? '' : KEPT) })
              }
              flex={2}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              aria-label={`Remove header ${index + 1}`}
              onClick={() => set({ headers: headers.filter((_, at) => at !== index) })}
            >
              <X size={16} />
            </ActionIcon>
          </Group>
        ))}
        {problem?.ofField('headers') !== undefined && (
          <Text size="sm" c="error" role="alert">
            {problem.ofField('headers')}
          </Text>
        )}
        <div>
          <Button
            variant="default"
            size="xs"
            leftSection={<Plus size={14} />}
            onClick={() => set({ headers: [...headers, { name: '', value: '' }] })}
          >
            Add a header
          </Button>
        </div>
        <Group grow align="start" gap="sm" mt="xs">
          <TextInput
            label="Basic auth user"
            autoComplete="off"
            value={draft.basicUser}
            onChange={(event) => set({ basicUser: event.currentTarget.value })}
            error={problem?.ofField('basic_auth')}
          />
          <PasswordInput
            label="Basic auth password"
            autoComplete="new-password"
            placeholder={!isNew && draft.basicUser !== '' ? 'kept as it is' : ''}
            value={draft.basicPassword}
            onChange={(event) => set({ basicPassword: event.currentTarget.value })}
            visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
          />
        </Group>
      </Stack>
    </Panel>
  );
}
