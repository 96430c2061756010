import type { ReactNode } from 'react';
import classes from './marked-name.module.css';

interface MarkedNameProps {
  readonly children: ReactNode;
}

/** A name in a table with the marks of its row behind it. */
export function MarkedName({ children }: MarkedNameProps) {
  return <span className={classes.name}>{children}</span>;
}

/** One quiet word: `test`, `replay`. */
export function Mark({ children }: MarkedNameProps) {
  return <span className={classes.mark}>{children}</span>;
}
