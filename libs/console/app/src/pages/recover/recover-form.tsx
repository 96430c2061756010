import { Button, Checkbox, Group, NumberInput, Stack, TagsInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../api/client.js';
import type { Webhook } from '../../api/types.js';
import { Panel } from '../../components/panel.js';
import { Problem } from '../../components/problem.js';
import { useMay } from '../../session/session.js';
import { CountOfRecovery } from './count-of-recovery.js';
import { lastHours, MEANING, missingIn, RANGES, RECOVERABLE, type Recoverable, type Selection } from './selection.js';
import { useCount, useStart } from './use-recoveries.js';

const isRecoverable = (text: string): text is Recoverable => (RECOVERABLE as readonly string[]).includes(text);

/** What to send again: first counted, then started. A change of the form makes the count void. */
export function RecoverForm({ webhook }: { readonly webhook: Webhook }) {
  const mayWrite = useMay('deliveries:write');
  const [selection, setSelection] = useState<Selection>(() => ({
    ...lastHours(24, Date.now()),
    statuses: ['failed', 'skipped'],
    eventTypes: [],
    ratePerSecond: 10,
  }));
  const count = useCount(webhook.id);
  const start = useStart(webhook.id);
  const types = useQuery({
    queryKey: ['event-types', 'names'],
    queryFn: ({ signal }) => answer(api.GET('/v1/event-types', { params: { query: { limit: 200 } }, signal })),
    staleTime: 60_000,
  });

  const change = (part: Partial<Selection>): void => {
    setSelection((before) => ({ ...before, ...part }));
    count.reset();
    start.reset();
  };
  const missing = missingIn(selection);

  return (
    <Panel title="What to send again" description="Oldest first. What a replay has delivered since is left out.">
      <form
        onSubmit={(submit) => {
          submit.preventDefault();
          if (missing === null) count.mutate(selection);
        }}
      >
        <Stack gap="md">
          <Group gap="xs" role="group" aria-label="Time range">
            {RANGES.map(({ label, hours }) => (
              <Button key={label} size="xs" variant="default" onClick={() => change(lastHours(hours, Date.now()))}>
                {label}
              </Button>
            ))}
          </Group>
          <Group grow align="flex-start" preventGrowOverflow={false}>
            <TextInput
              type="datetime-local"
              label="From"
              required
              value={selection.since}
              onChange={({ currentTarget: { value } }) => change({ since: value })}
            />
            <TextInput
              type="datetime-local"
              label="Until"
              description="Empty: now"
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              value={selection.until}
              onChange={({ currentTarget: { value } }) => change({ until: value })}
            />
          </Group>
          <Checkbox.Group
            label="Which deliveries"
            value={[...selection.statuses]}
            onChange={(values) => change({ statuses: values.filter(isRecoverable) })}
          >
            <Stack gap="xs" mt={6}>
              {RECOVERABLE.map((status) => (
                <Checkbox key={status} value={status} label={status} description={MEANING[status]} />
              ))}
            </Stack>
          </Checkbox.Group>
          <Group grow align="flex-start" preventGrowOverflow={false}>
            <TagsInput
              label="Event types"
              placeholder={selection.eventTypes.length === 0 ? 'All of them' : ''}
              data={types.data?.event_types.map(({ name }) => name) ?? []}
              value={[...selection.eventTypes]}
              onChange={(eventTypes) => change({ eventTypes })}
            />
            <NumberInput
              label="Rate"
              suffix=" per second"
              min={1}
              max={1000}
              allowDecimal={false}
              clampBehavior="strict"
              value={selection.ratePerSecond}
              onChange={(rate) => change({ ratePerSecond: Number(rate) || 1 })}
            />
          </Group>
          <Problem error={count.error ?? start.error} />
          {count.data && (
            <CountOfRecovery
              count={count.data}
              ratePerSecond={selection.ratePerSecond}
              busy={start.isPending}
              startable={mayWrite}
              onStart={() => start.mutate(selection, { onSuccess: () => count.reset() })}
            />
          )}
          {!count.data && (
            <Group justify="flex-end" gap="sm">
              <span role="status">{missing}</span>
              <Button
                type="submit"
                variant="default"
                loading={count.isPending}
                disabled={missing !== null || !mayWrite}
              >
                Count what this would send
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Panel>
  );
}
