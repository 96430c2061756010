import { useNow } from '../lib/use-now.js';
import { Time } from './time.js';

interface NextAttemptProps {
  readonly at: string;
  /** Made so far. */
  readonly attempts: number;
}

/** `again in 5 min.`; what is due already waits for a free place, or for a receiver that is spared. */
export function NextAttempt({ at, attempts }: NextAttemptProps) {
  const now = useNow();
  if (Date.parse(at) <= now) return <span title="It is due, and is sent as soon as there is room for it.">due</span>;
  return (
    <>
      {attempts === 0 ? 'first' : 'again'} <Time value={at} />
    </>
  );
}
