import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { PERIODS, type TimeSpan } from '../lib/period.js';
import { oneOf } from '../router/search.js';

interface TimeFilterProps {
  readonly span: TimeSpan;
  readonly onChange: (span: TimeSpan) => void;
}

const LABELS = { '1h': 'Last hour', '24h': 'Last 24 h', '7d': 'Last 7 days' } as const;
const BETWEEN = 'between';

/** A period that ends now, or from and until. */
export function TimeFilter({ span, onChange }: TimeFilterProps) {
  const [between, setBetween] = useState(span.since !== undefined || span.until !== undefined);
  return (
    <>
      <Select
        aria-label="Time"
        placeholder="Any time"
        data={[
          ...PERIODS.map((period) => ({ value: period, label: LABELS[period] })),
          { value: BETWEEN, label: 'Between …' },
        ]}
        value={between ? BETWEEN : (span.period ?? null)}
        onChange={(value) => {
          setBetween(value === BETWEEN);
          onChange({ period: oneOf(PERIODS, value), since: undefined, until: undefined });
        }}
        clearable
        clearButtonProps={{ 'aria-label': 'Any time' }}
        w={136}
      />
      {between && (
        <>
          <Moment label="From" value={span.since} onChange={(since) => onChange({ ...span, since })} />
          <Moment label="Until" value={span.until} onChange={(until) => onChange({ ...span, until })} />
        </>
      )}
    </>
  );
}

interface MomentProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

function Moment({ label, value, onChange }: MomentProps) {
  return (
    <TextInput
      aria-label={label}
      type="datetime-local"
      defaultValue={value === undefined ? '' : localText(value)}
      onChange={({ currentTarget: { value: text } }) =>
        onChange(text === '' ? undefined : new Date(text).toISOString())
      }
    />
  );
}

/** As the browser's own control writes a time: local, to the minute. */
function localText(value: string): string {
  const date = new Date(value);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
