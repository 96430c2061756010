import { useNow } from '../lib/use-now.js';
import { formatMoment, formatMomentInZone, formatRelative } from '../lib/format.js';

interface TimeProps {
  readonly value: string | null | undefined;
  /** `relative`: 3 minutes ago, kept up to date. `exact`: date and time. */
  readonly mode?: 'relative' | 'exact';
  /** Shown when there is no time. */
  readonly none?: string;
}

/** A moment in the reader's time zone; the exact one is its title. */
export function Time({ value, mode = 'relative', none = '–' }: TimeProps) {
  const now = useNow();
  if (!value) return <span>{none}</span>;
  return (
    <time dateTime={value} title={formatMomentInZone(value)} className="ph-figures">
      {mode === 'exact' ? formatMoment(value) : formatRelative(value, now)}
    </time>
  );
}
