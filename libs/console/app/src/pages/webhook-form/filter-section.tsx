import { Button, JsonInput, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { answer, api } from '../../api/client.js';
import { ApiProblem } from '../../api/problem.js';
import type { EventRecord } from '../../api/types.js';
import { Panel } from '../../components/panel.js';
import { Time } from '../../components/time.js';
import { useMay } from '../../session/session.js';
import { faultsOf, filterOf } from './draft.js';
import type { SectionProps } from './section-props.js';
import classes from './webhook-form.module.css';

const RECENT = 10;

/** A condition on the payload, tried on what happened last. */
export function FilterSection({ draft, set, problem }: SectionProps) {
  const fault = faultsOf(draft).filter;
  const mayReadEvents = useMay('events:read');
  return (
    <Panel title="Filter" description="Only events whose payload meets this condition; empty means all.">
      <Stack gap="md">
        <JsonInput
          aria-label="Filter"
          placeholder={'{ "amount": { "$gte": 1000 }, "currency": "EUR" }'}
          autosize
          minRows={3}
          maxRows={14}
          classNames={{ input: classes.mono ?? '' }}
          value={draft.filter}
          onChange={(filter) => set({ filter })}
          error={fault === undefined ? problem?.ofField('filter') : 'This is not a JSON object yet.'}
        />
        <Text size="xs" c="dimmed">
          $eq, $ne, $gt, $gte, $lt, $lte, $in, $nin, $exists, $startsWith, $endsWith, $and, $or, $not
        </Text>
        {mayReadEvents && <WouldItMatch draft={draft} ready={fault === undefined && draft.filter.trim() !== ''} />}
      </Stack>
    </Panel>
  );
}

interface Verdict {
  readonly event: EventRecord;
  readonly matches: boolean | null;
}

function WouldItMatch({ draft, ready }: Pick<SectionProps, 'draft'> & { readonly ready: boolean }) {
  const trial = useMutation({
    mutationFn: async (): Promise<Verdict[]> => {
      const filter = filterOf(draft) ?? {};
      const query = { limit: RECENT, project_id: draft.projectId || undefined };
      const { events } = await answer(api.GET('/v1/events', { params: { query } }));
      return Promise.all(events.map(async (event) => ({ event, matches: await meets(filter, event.id) })));
    },
  });
  return (
    <div>
      <Button variant="default" size="xs" disabled={!ready} loading={trial.isPending} onClick={() => trial.mutate()}>
        Would it match the last {RECENT} events?
      </Button>
      <div aria-live="polite">
        {trial.error && (
          <Text size="sm" c="error" mt="xs">
            {trial.error instanceof ApiProblem
              ? (trial.error.ofField('filter') ?? trial.error.message)
              : trial.error.message}
          </Text>
        )}
        {trial.data && <Verdicts verdicts={trial.data} />}
      </div>
    </div>
  );
}

function Verdicts({ verdicts }: { readonly verdicts: readonly Verdict[] }) {
  if (verdicts.length === 0) {
    return (
      <Text size="sm" c="dimmed" mt="xs">
        There are no events to try it on.
      </Text>
    );
  }
  return (
    <ul className={classes.verdicts}>
      {verdicts.map(({ event, matches }) => (
        <li key={event.id} data-tone={matches === true ? 'success' : 'skipped'}>
          <b>{matches === null ? 'erased' : matches ? 'matches' : 'does not'}</b>
          <span className="ph-mono">{event.type}</span>
          <span className={classes.when}>
            <Time value={event.created_at} />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** null: the payload is not kept any more. */
async function meets(filter: Record<string, unknown>, event_id: string): Promise<boolean | null> {
  try {
    return (await answer(api.POST('/v1/filters/test', { body: { filter, event_id } }))).matches;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 410) return null;
    throw error;
  }
}
