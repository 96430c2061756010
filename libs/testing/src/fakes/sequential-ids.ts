import type { Clock } from '@posthorn/webhooks';

/**
 * Version-7 UUIDs that a test can predict: the time of the clock, then a count. `00000000-0000-7000-8000-000000000001` is
 * the first one at the epoch.
 */
export function sequentialIds(clock: Clock): () => string {
  let count = 0;
  return () => {
    count += 1;
    const time = clock.now().getTime().toString(16).padStart(12, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${count.toString(16).padStart(12, '0')}`;
  };
}
