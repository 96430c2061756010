import { Button, PasswordInput, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { ApiProblem } from '../../api/problem.js';
import { place } from '../../place.js';
import { ThemeToggle } from '../../shell/account.js';
import { Horn } from '../../shell/brand.js';
import { useSignIn } from '../../session/session.js';
import classes from './sign-in-page.module.css';

/**
 * Asks for a token once; the server keeps it in a cookie that scripts cannot read.
 * @param ended whether somebody was signed in until now, and what they did is kept for them
 */
export function SignInPage({ ended = false }: { readonly ended?: boolean }) {
  useEffect(() => {
    const before = document.title;
    document.title = 'Sign in · Posthorn';
    // The page that is shown again says its title only once.
    return () => {
      document.title = before;
    };
  }, []);
  return (
    <div className={classes.page}>
      <div className={classes.theme}>
        <ThemeToggle />
      </div>
      <main className={classes.card}>
        <Horn size={40} />
        <h1>{ended ? 'Sign in again' : 'Sign in to Posthorn'}</h1>
        {ended && (
          <Text size="sm" mb="sm" role="status">
            Your session has ended. Sign in with the same token and you go on where you were.
          </Text>
        )}
        {place.signIn === 'host' ? (
          <Text size="sm" c="dimmed">
            The application around this console signs people in. Sign in there, then load this page again.
          </Text>
        ) : (
          <TokenForm />
        )}
      </main>
    </div>
  );
}

function TokenForm() {
  const [token, setToken] = useState('');
  const signIn = useSignIn();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        signIn.mutate(token.trim());
      }}
    >
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          With the admin token you see every project; with an API key its own.
        </Text>
        <PasswordInput
          label="Token"
          name="token"
          placeholder="phk_… or the admin token"
          autoComplete="current-password"
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
          error={signIn.error ? refusal(signIn.error) : undefined}
          visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the token' }}
          data-autofocus
          autoFocus
        />
        <Button type="submit" loading={signIn.isPending} disabled={token.trim() === ''} fullWidth>
          Sign in
        </Button>
        <Text size="xs" c="dimmed">
          Started with <span className="ph-mono">npm start</span>? The admin token lies in{' '}
          <span className="ph-mono">.posthorn/admin-token</span>.
        </Text>
      </Stack>
    </form>
  );
}

function refusal(error: Error): string {
  if (error instanceof ApiProblem && (error.status === 401 || error.status === 422))
    return 'This token is not known here.';
  return error.message;
}
