import { NumberInput, SegmentedControl, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { Panel } from '../../components/panel.js';
import { RetryTimeline } from '../../components/retry-timeline.js';
import { dialectOf } from '../../lib/dialects.js';
import { exponential, parseSchedule } from '../../lib/retry.js';
import { faultsOf, type Draft } from './draft.js';
import type { SectionProps } from './section-props.js';

const MODES = [
  { value: 'dialect', label: 'As the dialect' },
  { value: 'schedule', label: 'Schedule' },
  { value: 'exponential', label: 'Exponential' },
] as const;

/** When a delivery is tried again, drawn, and how much the endpoint is asked to take. */
export function RetrySection({ draft, set, problem }: SectionProps) {
  return (
    <Panel title="Retries and limits">
      <Stack gap="md">
        <SegmentedControl
          aria-label="Retry policy"
          data={MODES.map(({ value, label }) => ({ value, label }))}
          value={draft.retryMode}
          onChange={(value) => set({ retryMode: MODES.find((mode) => mode.value === value)?.value ?? 'dialect' })}
        />
        <RetryFields draft={draft} set={set} problem={problem} />
        <RetryTimeline waits={waitsOfDraft(draft)} />
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <NumberInput
            label="Timeout"
            suffix=" s"
            min={1}
            max={300}
            placeholder={`${dialectOf(draft.dialect).timeoutSeconds} s`}
            value={draft.timeout}
            onChange={(value) => set({ timeout: numeric(value) })}
            error={problem?.ofField('timeout_seconds')}
          />
          <NumberInput
            label="At most per second"
            min={1}
            allowDecimal={false}
            placeholder="unlimited"
            value={draft.rate}
            onChange={(value) => set({ rate: numeric(value) })}
            error={problem?.ofField('rate_limit')}
          />
          <NumberInput
            label="Open requests at once"
            min={1}
            max={1000}
            allowDecimal={false}
            placeholder="8"
            value={draft.maxInFlight}
            onChange={(value) => set({ maxInFlight: numeric(value) })}
            error={problem?.ofField('max_in_flight')}
          />
          <TextInput
            label="Ordering key"
            placeholder="customer.id"
            description="A path into the payload: same value, one after the other."
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={draft.orderingKey}
            onChange={(event) => set({ orderingKey: event.currentTarget.value })}
            error={problem?.ofField('ordering_key')}
          />
        </SimpleGrid>
      </Stack>
    </Panel>
  );
}

function RetryFields({ draft, set, problem }: SectionProps) {
  const error = faultsOf(draft).retry ?? problem?.ofField('retry');
  if (draft.retryMode === 'schedule') {
    return (
      <TextInput
        label="Wait before each attempt"
        description="The first is usually 0. Units: s, m, h, d."
        value={draft.schedule}
        onChange={(event) => set({ schedule: event.currentTarget.value })}
        error={error}
      />
    );
  }
  if (draft.retryMode === 'dialect') return null;
  return (
    <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
      <NumberInput
        label="Retries"
        min={0}
        max={49}
        allowDecimal={false}
        value={draft.maxRetries}
        onChange={(value) => set({ maxRetries: numeric(value) || 0 })}
        error={error}
      />
      <NumberInput
        label="First wait"
        suffix=" s"
        min={1}
        value={draft.backoff}
        onChange={(value) => set({ backoff: numeric(value) || 1 })}
      />
      <NumberInput
        label="Jitter"
        min={0}
        max={1}
        step={0.1}
        decimalScale={2}
        value={draft.jitter}
        onChange={(value) => set({ jitter: numeric(value) || 0 })}
      />
    </SimpleGrid>
  );
}

function waitsOfDraft({ retryMode, schedule, maxRetries, backoff, dialect }: Draft): readonly number[] {
  const own = dialectOf(dialect).waits;
  if (retryMode === 'dialect') return own;
  return retryMode === 'schedule' ? (parseSchedule(schedule) ?? []) : exponential(maxRetries, backoff);
}

function numeric(value: number | string): number | '' {
  return typeof value === 'number' ? value : value === '' || Number.isNaN(Number(value)) ? '' : Number(value);
}
