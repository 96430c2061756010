import { Center, Loader } from '@mantine/core';
import { Fragment, lazy, Suspense, useLayoutEffect, type ReactNode } from 'react';
import { ErrorState } from '../components/error-state.js';
import { identityOf, SessionProvider, useSessionQuery } from './session.js';

const SignInPage = lazy(async () => ({ default: (await import('../pages/sign-in/sign-in-page.js')).SignInPage }));

const waiting = (
  <Center h="100vh">
    <Loader size="sm" aria-label="Loading the console" />
  </Center>
);

/**
 * Shows its children to who is signed in, the sign-in page to everybody else: the address stays what it was. A session
 * that ends by itself hides its pages and keeps them, so that a half-filled form is there again after signing in.
 */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const { data, isPending, error, refetch } = useSessionQuery();
  if (isPending) return waiting;
  if (error && !data) {
    return (
      <Center component="main" h="100vh">
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Center>
    );
  }
  const session = data.kind === 'nobody' ? data.endedFor : data;
  const ended = data.kind === 'nobody' && session !== null;
  return (
    <>
      {session && (
        <SessionProvider value={session}>
          <Hidden hidden={ended}>
            <Fragment key={identityOf(session)}>{children}</Fragment>
          </Hidden>
        </SessionProvider>
      )}
      {data.kind === 'nobody' && (
        <Suspense fallback={waiting}>
          <SignInPage ended={ended} />
        </Suspense>
      )}
    </>
  );
}

/** Takes what it holds away from the eye and from screen readers, dialogs included, and gives the focus back afterwards. */
function Hidden({ hidden, children }: { readonly hidden: boolean; readonly children: ReactNode }) {
  // Before the sign-in page, which comes after it, takes the focus.
  useLayoutEffect(() => {
    if (!hidden) return;
    const focused = document.activeElement;
    // Dialogs lie elsewhere in the document: a rule of the style sheet hides them.
    document.documentElement.dataset['sessionEnded'] = '';
    return () => {
      delete document.documentElement.dataset['sessionEnded'];
      if (focused instanceof HTMLElement) focused.focus();
    };
  }, [hidden]);
  return <div hidden={hidden}>{children}</div>;
}
