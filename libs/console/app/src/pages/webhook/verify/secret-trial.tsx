import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../../api/client.js';
import { CodeBlock } from '../../../components/code-block.js';
import { Problem } from '../../../components/problem.js';
import { useMay } from '../../../session/session.js';
import type { Recipe } from './recipe.js';
import classes from './verify.module.css';
import { signatureOf, type WorkedSignature } from './work-through.js';

interface SecretTrialProps {
  readonly webhookId: string;
  readonly recipe: Recipe;
  readonly worked: WorkedSignature;
}

interface Trial {
  /** null: this page may not compute it. */
  readonly signature: string | null;
  readonly matches: boolean;
}

/** Computes the signature here, in the browser: with a secret that is typed, or with the webhook's own. */
export function SecretTrial({ webhookId, recipe, worked }: SecretTrialProps) {
  const [typed, setTyped] = useState('');
  const mayReveal = useMay('secrets:read');
  const trial = useMutation({
    mutationFn: async (secret: string | null): Promise<Trial> => {
      const signature = await signatureOf(recipe, secret ?? (await ownSecret(webhookId)), worked.signed);
      return { signature, matches: signature !== null && worked.given.includes(signature) };
    },
  });
  return (
    <Stack gap="sm">
      <Group align="end" gap="xs">
        <PasswordInput
          label="Secret"
          autoComplete="off"
          flex="1 1 220px"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the secret' }}
        />
        <Button variant="default" disabled={typed === ''} loading={trial.isPending} onClick={() => trial.mutate(typed)}>
          Try this secret
        </Button>
        {mayReveal && (
          <Button variant="default" loading={trial.isPending} onClick={() => trial.mutate(null)}>
            Use the webhook’s secret
          </Button>
        )}
      </Group>
      <Text size="xs" c="dimmed">
        What is typed stays in this page. Using the webhook’s secret is noted in the audit log.
      </Text>
      <div aria-live="polite">
        <Problem error={trial.error} />
        {trial.data && <Verdict trial={trial.data} />}
      </div>
    </Stack>
  );
}

function Verdict({ trial: { signature, matches } }: { readonly trial: Trial }) {
  if (signature === null) {
    return (
      <Text size="sm">Browsers compute signatures only on https and on localhost. Use the code above instead.</Text>
    );
  }
  return (
    <Stack gap={6}>
      <CodeBlock code={signature} label="Computed signature" wrap />
      <p className={classes.verdict} data-tone={matches ? 'success' : 'failed'}>
        {matches
          ? 'It is the same: the request is authentic.'
          : 'It is another one: the secret is not the one that signed, or has been rotated since.'}
      </p>
    </Stack>
  );
}

async function ownSecret(id: string): Promise<string> {
  const { secret } = await answer(api.GET('/v1/webhooks/{id}/secret', { params: { path: { id } } }));
  return secret ?? '';
}
