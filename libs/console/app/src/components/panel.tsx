import type { ReactNode } from 'react';
import classes from './panel.module.css';

interface PanelProps {
  readonly title?: string;
  /** Beside the title, on the right. */
  readonly actions?: ReactNode;
  readonly description?: ReactNode;
  readonly children: ReactNode;
  /** Without inner margins: tables and code go to the edge. */
  readonly flush?: boolean;
}

/** A surface with a title. */
export function Panel({ title, actions, description, children, flush = false }: PanelProps) {
  return (
    <section className={classes.panel}>
      {title !== undefined && (
        <div className={classes.head}>
          <div>
            <h2>{title}</h2>
            {description && <div className={classes.description}>{description}</div>}
          </div>
          {actions && <div className={classes.actions}>{actions}</div>}
        </div>
      )}
      <div className={classes.content} data-flush={flush || undefined}>
        {children}
      </div>
    </section>
  );
}
