import { Button } from '@mantine/core';
import { CloudOff, Hourglass, Lock, SearchX, TriangleAlert, type LucideIcon } from 'lucide-react';
import { ApiProblem } from '../api/problem.js';
import classes from './state.module.css';

interface ErrorStateProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** Says what went wrong in the server's words, and offers what may help. */
export function ErrorState({ error, onRetry }: ErrorStateProps) {
  const { icon: Icon, title } = looks(error);
  const code = error instanceof ApiProblem && error.code !== 'unknown' ? error.code : undefined;
  return (
    <div className={classes.state} role="alert">
      <span className={classes.icon} data-tone="failed">
        <Icon size={20} strokeWidth={1.6} aria-hidden="true" />
      </span>
      <p className={classes.title}>{title}</p>
      <div className={classes.text}>
        {error instanceof Error ? error.message : 'Something unexpected happened.'}
        {code !== undefined && <div className={classes.code}>{code}</div>}
      </div>
      {onRetry && (
        <div className={classes.action}>
          <Button variant="default" onClick={onRetry}>
            Try again
          </Button>
        </div>
      )}
    </div>
  );
}

function looks(error: unknown): { readonly icon: LucideIcon; readonly title: string } {
  if (!(error instanceof ApiProblem)) return { icon: TriangleAlert, title: 'This could not be shown' };
  if (error.status === 0 || error.status === 502 || error.status === 504) {
    return { icon: CloudOff, title: 'The server cannot be reached' };
  }
  if (error.status === 403) return { icon: Lock, title: 'Your key may not do this' };
  if (error.status === 404 || error.status === 410) return { icon: SearchX, title: 'It is not there' };
  if (error.status === 429) return { icon: Hourglass, title: 'Too many requests at once' };
  if (error.status >= 500) return { icon: TriangleAlert, title: 'The server could not do this' };
  return { icon: TriangleAlert, title: 'The server refused this' };
}
