import type { ReactNode } from 'react';
import classes from './facts.module.css';

export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
}

/** Names and values, in as many columns as fit. */
export function Facts({ facts, columns = 'auto' }: { readonly facts: readonly Fact[]; readonly columns?: 'auto' | 1 }) {
  return (
    <dl className={classes.facts} data-columns={columns}>
      {facts.map(({ label, value }) => (
        <div key={label} className={classes.fact}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
