import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { momentOf, PERIODS, type TimeSpan } from '../lib/period.js';
import { useTypedText } from '../lib/use-typed-text.js';
import { oneOf } from '../router/search.js';

interface TimeFilterProps {
  readonly span: TimeSpan;
  readonly onChange: (span: TimeSpan) => void;
}

const LABELS = { '1h': 'Last hour', '24h': 'Last 24 h', '7d': 'Last 7 days' } as const;
const BETWEEN = 'between';

/** A period that ends now, or from and until. */
export function TimeFilter({ span, onChange }: TimeFilterProps) {
  const [asked, ask] = useState(false);
  const between = span.period === undefined && (asked || span.since !== undefined || span.until !== undefined);
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
          ask(value === BETWEEN);
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
  const { text, setText, setSent } = useTypedText(value === undefined ? '' : localText(value));
  return (
    <TextInput
      aria-label={label}
      type="datetime-local"
      // Later ones than the calendar of ISO 8601 has are no times.
      max="9999-12-31T23:59"
      value={text}
      onChange={({ currentTarget: { value: typed } }) => {
        const moment = momentOf(typed);
        setText(typed);
        setSent(moment === undefined ? '' : localText(moment));
        onChange(moment);
      }}
    />
  );
}

/** As the browser's own control writes a time: local, to the minute. */
function localText(value: string): string {
  const date = new Date(value);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
