import classes from './status-badge.module.css';

export type Tone = 'success' | 'failed' | 'pending' | 'skipped';

const TONES: Readonly<Record<string, Tone>> = {
  success: 'success',
  healthy: 'success',
  completed: 'success',
  failed: 'failed',
  failing: 'failed',
  blocked: 'failed',
  unsendable: 'failed',
  disabled: 'failed',
  pending: 'pending',
  paused: 'pending',
  running: 'pending',
  unknown: 'pending',
  skipped: 'skipped',
  cancelled: 'skipped',
};

/** A state as a word with a coloured dot: the word alone says everything. */
export function StatusBadge({ status, title }: { readonly status: string; readonly title?: string | undefined }) {
  return (
    <span className={classes.badge} data-tone={TONES[status] ?? 'skipped'} title={title}>
      {status}
    </span>
  );
}
