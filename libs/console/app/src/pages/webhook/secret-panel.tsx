import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { answer, api } from '../../api/client.js';
import type { Webhook } from '../../api/types.js';
import { CodeBlock } from '../../components/code-block.js';
import { Panel } from '../../components/panel.js';
import { Problem } from '../../components/problem.js';
import { Time } from '../../components/time.js';
import { useMay } from '../../session/session.js';
import { useFinishRotation, useKnownGrace } from './use-webhook-actions.js';

/** The secret is read on request only, and every reading is in the audit log. */
export function SecretPanel({ webhook }: { readonly webhook: Webhook }) {
  const { id, signing } = webhook;
  const grace = useKnownGrace(id);
  const mayReveal = useMay('secrets:read');
  const mayWrite = useMay('webhooks:write');
  const finish = useFinishRotation(id);
  const reveal = useMutation({
    mutationFn: () => answer(api.GET('/v1/webhooks/{id}/secret', { params: { path: { id } } })),
    // It leaves the memory of the page with it.
    gcTime: 0,
  });
  // What the page was told last counts; else the newest of the secrets that were revealed.
  const until = grace === undefined ? reveal.data?.previous.at(-1)?.expires_at : grace;
  return (
    <Panel title="Secret">
      <Stack gap="sm">
        <Text size="sm">{signing === false ? 'Requests are not signed.' : 'Requests are signed.'}</Text>
        {until && (
          <Group justify="space-between" gap="xs">
            <Text size="sm">
              The previous secret signs too, until <Time value={until} mode="exact" />.
            </Text>
            {mayWrite && (
              <Button size="xs" variant="default" loading={finish.isPending} onClick={() => finish.mutate()}>
                End it now
              </Button>
            )}
          </Group>
        )}
        {reveal.data ? (
          reveal.data.secret === null ? (
            <Text size="sm" c="dimmed">
              It has none.
            </Text>
          ) : (
            <CodeBlock code={reveal.data.secret} label="Secret" wrap />
          )
        ) : (
          mayReveal && (
            <div>
              <Button size="xs" variant="default" loading={reveal.isPending} onClick={() => reveal.mutate()}>
                Reveal the secret
              </Button>
              <Text size="xs" c="dimmed" mt={6}>
                Revealing is noted in the audit log.
              </Text>
            </div>
          )
        )}
        <Problem error={reveal.error} />
      </Stack>
    </Panel>
  );
}
