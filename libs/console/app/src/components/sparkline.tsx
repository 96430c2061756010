import classes from './sparkline.module.css';

interface Bar {
  readonly success: number;
  readonly failed: number;
}

const WIDTH = 96;
const HEIGHT = 22;

/** Bars in a table cell: too small for axes, so its numbers are said in words. */
export function Sparkline({ bars, label }: { readonly bars: readonly Bar[]; readonly label: string }) {
  const highest = Math.max(1, ...bars.map(({ success, failed }) => success + failed));
  const step = WIDTH / Math.max(1, bars.length);
  const scaled = (count: number) => (count === 0 ? 0 : Math.max(1.5, (count / highest) * (HEIGHT - 2)));
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={label}
      className={classes.sparkline}
    >
      <line x1="0" x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
      {bars.map(({ success, failed }, index) => {
        const good = scaled(success);
        const bad = scaled(failed);
        const x = index * step + 0.5;
        return (
          <g key={index}>
            <rect className={classes.success} x={x} y={HEIGHT - good} width={step - 1} height={good} />
            <rect className={classes.failed} x={x} y={HEIGHT - good - bad} width={step - 1} height={bad} />
          </g>
        );
      })}
    </svg>
  );
}
