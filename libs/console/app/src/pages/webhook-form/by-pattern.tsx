import { Button, Code, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Selector } from './draft.js';

const EXAMPLES = ['users.*.create', 'databases.*.tables.orders.rows.*', 'buckets.*.files.*.create', 'record.created'];

/** An Appwrite pattern, or any other entry as text. */
export function ByPattern({ add }: { readonly add: (selector: Selector) => void }) {
  const [pattern, setPattern] = useState('');
  const submit = () => {
    if (pattern.trim() === '') return;
    add(pattern.trim());
    setPattern('');
  };
  return (
    <Stack gap="sm">
      <Group align="end" gap="xs">
        <TextInput
          label="Pattern"
          placeholder="users.*.create"
          flex="1 1 220px"
          value={pattern}
          onChange={(event) => setPattern(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            // Enter would send the whole form.
            event.preventDefault();
            submit();
          }}
        />
        <Button variant="default" disabled={pattern.trim() === ''} onClick={submit}>
          Add
        </Button>
      </Group>
      <Text size="xs" c="dimmed">
        For example{' '}
        {EXAMPLES.map((example, index) => (
          <span key={example}>
            {index > 0 && ', '}
            <Code>{example}</Code>
          </span>
        ))}
        .
      </Text>
    </Stack>
  );
}
