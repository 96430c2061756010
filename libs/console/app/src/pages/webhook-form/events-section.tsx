import { Pill, PillGroup, Stack, Tabs, TagsInput, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Panel } from '../../components/panel.js';
import { selectorText } from '../../lib/webhook-text.js';
import { ByName } from './by-name.js';
import { ByPattern } from './by-pattern.js';
import { ByTable } from './by-table.js';
import type { Selector } from './draft.js';
import { tablesQuery } from '../../api/catalog.js';
import type { SectionProps } from './section-props.js';

/** What the webhook hears: names, wildcards, tables and patterns, mixed. */
export function EventsSection({ draft, set, problem }: SectionProps) {
  const { events } = draft;
  const has = (selector: Selector) => events.some((entry) => selectorText(entry) === selectorText(selector));
  const add = (selector: Selector) => {
    if (!has(selector)) set({ events: [...events, selector] });
  };
  const remove = (selector: Selector) =>
    set({ events: events.filter((entry) => selectorText(entry) !== selectorText(selector)) });
  const error = problem?.ofField('events');
  return (
    <Panel title="Events" description="Pick from the catalog, or write what it should hear.">
      <Stack gap="md">
        {events.length === 0 ? (
          <Text size="sm" c="dimmed">
            Nothing is picked yet.
          </Text>
        ) : (
          <PillGroup aria-label="Picked events">
            {events.map((entry) => {
              const text = selectorText(entry);
              return (
                <Pill
                  key={text}
                  size="md"
                  withRemoveButton
                  onRemove={() => remove(entry)}
                  removeButtonProps={{ 'aria-label': `Remove ${text}`, 'aria-hidden': false, tabIndex: 0 }}
                  className="ph-mono"
                >
                  {text}
                </Pill>
              );
            })}
          </PillGroup>
        )}
        {error !== undefined && (
          <Text size="sm" c="error" role="alert">
            {error}
          </Text>
        )}
        <Tabs defaultValue="name" keepMounted={false}>
          <Tabs.List>
            <Tabs.Tab value="name">By name</Tabs.Tab>
            <Tabs.Tab value="table">Table or collection</Tabs.Tab>
            <Tabs.Tab value="pattern">Pattern</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="name" pt="md">
            <ByName has={has} add={add} remove={remove} />
          </Tabs.Panel>
          <Tabs.Panel value="table" pt="md">
            <ByTable add={add} />
          </Tabs.Panel>
          <Tabs.Panel value="pattern" pt="md">
            <ByPattern add={add} />
          </Tabs.Panel>
        </Tabs>
        <Narrowing draft={draft} set={set} problem={problem} />
      </Stack>
    </Panel>
  );
}

/** Row changes alone can be narrowed by where the row lies. */
function Narrowing({ draft, set, problem }: SectionProps) {
  const { data } = useQuery(tablesQuery);
  const asksForRows = draft.events.some(
    (entry) =>
      typeof entry !== 'string' || entry.startsWith('record.') || entry.startsWith('databases.') || entry === '*',
  );
  if (!asksForRows && draft.collections.length === 0 && draft.tables.length === 0) return null;
  return (
    <>
      <TagsInput
        label="Only these collections"
        description="Narrows row changes; empty means all."
        data={(data?.tables ?? []).map(({ table }) => table)}
        value={[...draft.collections]}
        onChange={(collections) => set({ collections })}
        error={problem?.ofField('collections')}
        clearable={false}
      />
      <TagsInput
        label="Only these tables"
        description="schema.table; a bare name is in public."
        data={(data?.tables ?? []).map(({ name }) => name)}
        value={[...draft.tables]}
        onChange={(tables) => set({ tables })}
        error={problem?.ofField('tables')}
        clearable={false}
      />
    </>
  );
}
