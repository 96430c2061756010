import { formatSeconds } from '../lib/format.js';
import classes from './retry-timeline.module.css';

/** When the attempts of a delivery come: the line between two grows with the wait, but not as fast. */
export function RetryTimeline({ waits }: { readonly waits: readonly number[] }) {
  const starts = waits.map((_, index) => waits.slice(0, index + 1).reduce((sum, wait) => sum + wait, 0));
  const total = starts.at(-1) ?? 0;
  return (
    <figure className={classes.figure}>
      <div className={classes.scroll} tabIndex={0} role="region" aria-label="Attempts over time">
        <ol className={classes.line}>
          {waits.map((wait, index) => (
            <li key={index} className={classes.attempt} style={{ flexGrow: index === 0 ? 0 : 1 + Math.log2(1 + wait) }}>
              {index > 0 && <span className={classes.wait}>{formatSeconds(wait)}</span>}
              <span className={classes.dot}>{index + 1}</span>
              <span className={classes.at}>
                {(starts[index] ?? 0) === 0 ? 'at once' : formatSeconds(starts[index] ?? 0)}
              </span>
            </li>
          ))}
        </ol>
      </div>
      <figcaption>
        {waits.length === 1
          ? 'One attempt, then the delivery has failed.'
          : `${waits.length} attempts over ${formatSeconds(total)}; after the last one the delivery has failed.`}
      </figcaption>
    </figure>
  );
}
