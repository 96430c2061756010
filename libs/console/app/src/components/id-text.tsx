import { shortId } from '../lib/short-id.js';
import { CopyButton } from './copy-button.js';
import classes from './id-text.module.css';

/** An id that can be copied; long ones keep their beginning and end. */
export function IdText({ value, short = false }: { readonly value: string; readonly short?: boolean }) {
  return (
    <span className={classes.id}>
      <code title={value}>{short ? shortId(value) : value}</code>
      <CopyButton value={value} label={`Copy ${value}`} />
    </span>
  );
}
