import { Center, Loader } from '@mantine/core';
import { lazy, Suspense, type ReactNode } from 'react';
import { ErrorState } from '../components/error-state.js';
import { useSessionQuery } from './session.js';

const SignInPage = lazy(async () => ({ default: (await import('../pages/sign-in/sign-in-page.js')).SignInPage }));

const waiting = (
  <Center h="100vh">
    <Loader size="sm" aria-label="Loading the console" />
  </Center>
);

/** Shows its children to who is signed in, the sign-in page to everybody else: the address stays what it was. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const { data, isPending, error, refetch } = useSessionQuery();
  if (isPending) return waiting;
  if (error) {
    return (
      <Center component="main" h="100vh">
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Center>
    );
  }
  return data ? (
    children
  ) : (
    <Suspense fallback={waiting}>
      <SignInPage />
    </Suspense>
  );
}
