import { Autocomplete, Button, Checkbox, Group, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Selector } from './draft.js';
import { tablesQuery } from '../../api/catalog.js';

const OPERATIONS = ['INSERT', 'UPDATE', 'DELETE'] as const;
type Operation = (typeof OPERATIONS)[number];

/** Row changes of one table. */
export function ByTable({ add }: { readonly add: (selector: Selector) => void }) {
  const { data } = useQuery(tablesQuery);
  const [table, setTable] = useState('');
  const [operations, setOperations] = useState<string[]>([...OPERATIONS]);
  const picked = OPERATIONS.filter((operation) => operations.includes(operation));
  return (
    <Stack gap="sm">
      <Autocomplete
        label="Table or collection"
        placeholder="public.orders"
        description="A table that does not exist yet is heard as soon as it appears."
        data={(data?.tables ?? []).map(({ name }) => name)}
        value={table}
        onChange={setTable}
      />
      <Checkbox.Group label="Operations" value={operations} onChange={setOperations}>
        <Group gap="lg" mt={6}>
          {OPERATIONS.map((operation) => (
            <Checkbox key={operation} size="xs" value={operation} label={operation} />
          ))}
        </Group>
      </Checkbox.Group>
      <div>
        <Button
          variant="default"
          size="xs"
          disabled={table.trim() === '' || picked.length === 0}
          onClick={() => {
            add({ table: table.trim(), operations: wildcardOr(picked) });
            setTable('');
          }}
        >
          Add these changes
        </Button>
      </div>
    </Stack>
  );
}

function wildcardOr(operations: readonly Operation[]): (Operation | '*')[] {
  return operations.length === OPERATIONS.length ? ['*'] : [...operations];
}
