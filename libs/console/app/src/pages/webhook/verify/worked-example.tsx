import { useQuery } from '@tanstack/react-query';
import { FileSignature } from 'lucide-react';
import { answer, api } from '../../../api/client.js';
import type { Webhook } from '../../../api/types.js';
import { CodeBlock } from '../../../components/code-block.js';
import { EmptyState } from '../../../components/empty-state.js';
import { ErrorState } from '../../../components/error-state.js';
import { Loading } from '../../../components/loading.js';
import { Panel } from '../../../components/panel.js';
import { Time } from '../../../components/time.js';
import { signedText, type Recipe } from './recipe.js';
import { SecretTrial } from './secret-trial.js';
import classes from './verify.module.css';
import { workedSignature, type SignedRequest } from './work-through.js';

interface WorkedExampleProps {
  readonly webhook: Webhook;
  readonly recipe: Recipe;
}

/** The signature of the last request that was sent, step by step. */
export function WorkedExample({ webhook, recipe }: WorkedExampleProps) {
  const { id, url } = webhook;
  const { data, isPending, error, refetch } = useQuery({
    queryKey: ['deliveries', 'signed', id],
    queryFn: () => lastSent(id, url),
    staleTime: 60_000,
  });
  const worked = data ? workedSignature(recipe, data) : null;
  return (
    <Panel title="A real delivery, worked through">
      {isPending ? (
        <Loading lines={4} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data || !worked ? (
        <EmptyState icon={FileSignature} title={data ? 'The last request was not signed' : 'Nothing has been sent yet'}>
          Send a test: it is signed like every other request, and is taken apart here.
        </EmptyState>
      ) : (
        <ol className={classes.steps}>
          <li>
            <p>
              The request of <Time value={data.startedAt} mode="exact" /> came with this header.
            </p>
            <CodeBlock code={`${recipe.header}: ${worked.header}`} label="Signature header" wrap />
          </li>
          <li>
            <p>
              What is signed is <span className="ph-mono">{signedText(recipe)}</span>, byte for byte.
            </p>
            <CodeBlock code={worked.signed} label="Signed text" wrap maxHeight={220} />
          </li>
          <li>
            <p>
              HMAC-{recipe.hash.toUpperCase()} of it with the secret
              {recipe.key === 'whsec' && ' (the part after whsec_, decoded from base64)'}, in {recipe.encoding}, has to
              be what the header says.
            </p>
            <SecretTrial webhookId={id} recipe={recipe} worked={worked} />
          </li>
        </ol>
      )}
    </Panel>
  );
}

const LOOKED_AT = 10;

/** The last delivery that was sent, with the headers of its last attempt. */
async function lastSent(id: string, url: string): Promise<(SignedRequest & { readonly startedAt: string }) | null> {
  const list = await answer(
    api.GET('/v1/webhooks/{id}/deliveries', { params: { path: { id }, query: { limit: LOOKED_AT } } }),
  );
  for (const { id: deliveryId, attempts } of list.deliveries) {
    if (attempts === 0) continue;
    const path = { params: { path: { id: deliveryId } } };
    const [delivery, tries] = await Promise.all([
      answer(api.GET('/v1/deliveries/{id}', path)),
      answer(api.GET('/v1/deliveries/{id}/attempts', path)),
    ]);
    const last = tries.attempts.at(-1);
    if (!delivery.request || !last) continue;
    return { url, headers: last.request_headers, body: delivery.request.body, startedAt: last.started_at };
  }
  return null;
}
