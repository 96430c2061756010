import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useSession } from '../session/session.js';
import classes from './navigation.module.css';
import { NAVIGATION } from './navigation-items.js';

/** The pages in groups; what the session may not read is not there. */
export function Navigation({ onNavigate }: { readonly onNavigate: () => void }) {
  const { kind, scopes } = useSession();
  const may = (scope: string | undefined) =>
    scope === undefined || kind === 'admin' || (scope !== 'admin' && (!scopes || scopes.includes(scope)));
  return (
    <nav aria-label="Pages" className={classes.nav}>
      {NAVIGATION.map(({ title, items }) => {
        const shown = items.filter(({ scope }) => may(scope));
        if (shown.length === 0) return null;
        return (
          <Fragment key={title}>
            <h2 className={classes.title}>{title}</h2>
            <ul className={classes.list}>
              {shown.map(({ to, label, icon: Icon }) => (
                <li key={to}>
                  <Link
                    to={to}
                    className={classes.link}
                    activeOptions={{ exact: to === '/', includeSearch: false }}
                    activeProps={{ 'data-active': true }}
                    onClick={onNavigate}
                  >
                    <Icon size={16} strokeWidth={1.8} aria-hidden="true" />
                    {label}
                  </Link>
                </li>
              ))}
            </ul>
          </Fragment>
        );
      })}
    </nav>
  );
}
