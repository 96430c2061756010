import { Anchor } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import classes from './page.module.css';

/** Width and margins of a page. */
export function PageBody({ children, narrow = false }: { readonly children: ReactNode; readonly narrow?: boolean }) {
  return (
    <div className={classes.body} data-narrow={narrow || undefined}>
      {children}
    </div>
  );
}

interface PageHeaderProps {
  readonly title: string;
  /** One sentence, or facts about the thing shown. */
  readonly children?: ReactNode;
  /** Buttons, the main one last. */
  readonly actions?: ReactNode;
  /** The page above. */
  readonly parent?: { readonly to: string; readonly label: string };
  /** Beside the title, such as a status. */
  readonly beside?: ReactNode;
}

/** The one `h1` of a page, what it is about, and what can be done. */
export function PageHeader({ title, children, actions, parent, beside }: PageHeaderProps) {
  useDocumentTitle(`${title} · Posthorn`);
  return (
    <header className={classes.header}>
      <div className={classes.titles}>
        {parent && (
          <Anchor component={Link} to={parent.to} size="sm" className={classes.parent}>
            ← {parent.label}
          </Anchor>
        )}
        <div className={classes.title}>
          <h1>{title}</h1>
          {beside}
        </div>
        {children && <div className={classes.description}>{children}</div>}
      </div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </header>
  );
}
