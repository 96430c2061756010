import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './figures.module.css';

export interface Figure {
  readonly label: string;
  /** undefined: not known yet. */
  readonly value: ReactNode;
  readonly note?: ReactNode;
  readonly tone?: 'failed' | 'pending' | undefined;
}

/** A row of numbers that matter. */
export function Figures({ figures }: { readonly figures: readonly Figure[] }) {
  const hasNotes = figures.some(({ note }) => note !== undefined);
  return (
    <dl className={classes.figures}>
      {figures.map(({ label, value, note, tone }) => (
        <div key={label} className={classes.figure}>
          <dt>{label}</dt>
          <dd className={classes.value} data-tone={tone}>
            {value === undefined ? <Skeleton height={22} width={72} my={4} /> : value}
          </dd>
          {hasNotes && <dd className={classes.note}>{note ?? ' '}</dd>}
        </div>
      ))}
    </dl>
  );
}
