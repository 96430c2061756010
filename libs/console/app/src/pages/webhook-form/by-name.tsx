import { Checkbox, Group, ScrollArea, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useState } from 'react';
import type { EventType } from '../../api/types.js';
import { ErrorState } from '../../components/error-state.js';
import { Loading } from '../../components/loading.js';
import type { Selector } from './draft.js';
import { eventTypesQuery } from '../../api/catalog.js';
import classes from './webhook-form.module.css';

interface ByNameProps {
  readonly has: (selector: Selector) => boolean;
  readonly add: (selector: Selector) => void;
  readonly remove: (selector: Selector) => void;
}

/** The catalog in groups; a whole group is its wildcard. */
export function ByName({ has, add, remove }: ByNameProps) {
  const [search, setSearch] = useState('');
  const { data, isPending, error, refetch } = useQuery(eventTypesQuery);
  if (isPending) return <Loading lines={5} label="Loading the catalog" />;
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const groups = grouped(data.event_types, search.trim().toLowerCase());
  const box = (selector: string, label: string, description?: string, covered = false) => (
    <Checkbox
      key={selector}
      size="xs"
      label={<span className="ph-mono">{label}</span>}
      description={description}
      checked={has(selector) || covered}
      disabled={covered}
      onChange={(event) => (event.currentTarget.checked ? add(selector) : remove(selector))}
    />
  );
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="sm">
        <TextInput
          aria-label="Search the catalog"
          placeholder="Search the catalog"
          leftSection={<Search size={15} aria-hidden="true" />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          flex="1 1 200px"
        />
        {box('*', '*', 'every type of the catalog')}
      </Group>
      <ScrollArea.Autosize
        mah={300}
        type="auto"
        className={classes.catalog}
        viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': 'Catalog' }}
      >
        {groups.length === 0 && (
          <Text size="sm" c="dimmed" p="sm">
            No event type has this in its name or description.
          </Text>
        )}
        {groups.map(([group, types]) => (
          <fieldset key={group} className={classes.group}>
            <legend>{group}</legend>
            {group !== OPERATIONAL && box(`${group}.*`, `${group}.*`, 'all of them, also those to come', has('*'))}
            {types.map(({ name, description }) =>
              box(name, name, description, group !== OPERATIONAL && (has('*') || has(`${group}.*`))),
            )}
          </fieldset>
        ))}
      </ScrollArea.Autosize>
    </Stack>
  );
}

/** Wildcards leave them out: they are asked for by name. */
const OPERATIONAL = 'about deliveries themselves';

function grouped(types: readonly EventType[], search: string): [string, EventType[]][] {
  const groups = new Map<string, EventType[]>();
  for (const type of types) {
    if (!`${type.name} ${type.description}`.toLowerCase().includes(search)) continue;
    const prefix = type.name.slice(0, type.name.indexOf('.'));
    const group = prefix === 'webhook' || prefix === 'delivery' ? OPERATIONAL : prefix;
    groups.set(group, [...(groups.get(group) ?? []), type]);
  }
  return [...groups].sort(([a], [b]) => Number(a === OPERATIONAL) - Number(b === OPERATIONAL) || a.localeCompare(b));
}
