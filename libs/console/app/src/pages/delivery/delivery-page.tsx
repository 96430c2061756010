import { Anchor, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Check, RotateCcw, Terminal } from 'lucide-react';
import { attemptsQuery, deliveryQuery } from '../../api/deliveries.js';
import type { Attempt, DeliveryDetail } from '../../api/types.js';
import { useWebhookName } from '../../api/webhooks.js';
import { ErrorState } from '../../components/error-state.js';
import { Loading } from '../../components/loading.js';
import { PageBody, PageHeader } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { RequestView } from '../../components/request-view.js';
import { StatusBadge } from '../../components/status-badge.js';
import { useReplay } from '../../deliveries/use-replay.js';
import { curlOf } from '../../lib/curl.js';
import { deliverySentence } from '../../lib/delivery-text.js';
import { useCopy } from '../../lib/use-copy.js';
import { useMay } from '../../session/session.js';
import { useProjectId } from '../../session/use-project.js';
import { Attempts } from './attempts.js';
import { DeliveryFacts } from './delivery-facts.js';
import { deliveryRoute } from './route.js';

export function DeliveryPage() {
  const { deliveryId } = deliveryRoute.useParams();
  const { data, isPending, error, refetch } = useQuery(deliveryQuery(deliveryId));
  return (
    <PageBody>
      {isPending ? (
        <Loading />
      ) : error && !data ? (
        <>
          <PageHeader title="Delivery" parent={{ to: '/deliveries', label: 'Deliveries' }} />
          <ErrorState error={error} onRetry={() => void refetch()} />
        </>
      ) : (
        <Found delivery={data} />
      )}
    </PageBody>
  );
}

function Found({ delivery }: { readonly delivery: DeliveryDetail }) {
  const { id, webhook_id, event_id, event_type, status, attempts, request } = delivery;
  const nameOf = useWebhookName(useProjectId());
  const tries = useQuery(attemptsQuery(id, attempts));
  const last = tries.data?.attempts.at(-1);
  return (
    <>
      <PageHeader
        title={event_type}
        parent={{ to: '/deliveries', label: 'Deliveries' }}
        beside={<StatusBadge status={status} />}
        actions={<Actions delivery={delivery} last={last} />}
      >
        {deliverySentence(delivery)} To{' '}
        <Anchor component={Link} to={`/webhooks/${webhook_id}`} size="sm">
          {nameOf(webhook_id)}
        </Anchor>
        , for{' '}
        <Anchor component={Link} to={`/events/${event_id}`} size="sm" className="ph-mono">
          {event_id}
        </Anchor>
        .
      </PageHeader>
      <Panel>
        <DeliveryFacts delivery={delivery} />
      </Panel>
      <Panel title="Attempts">
        {tries.isPending ? (
          <Loading lines={3} />
        ) : tries.error && !tries.data ? (
          <ErrorState error={tries.error} onRetry={() => void tries.refetch()} />
        ) : (
          <Attempts attempts={tries.data.attempts} delivery={delivery} />
        )}
      </Panel>
      {request && (
        <Panel title="Payload as sent">
          <RequestView request={request} maxHeight={520} />
        </Panel>
      )}
    </>
  );
}

function CopyCurl({ command }: { readonly command: string }) {
  const { state, copy } = useCopy(command);
  return (
    <Button
      variant="default"
      leftSection={state === 'copied' ? <Check size={16} /> : <Terminal size={16} />}
      onClick={copy}
    >
      {{ ready: 'Copy as curl', copied: 'Copied', failed: 'Cannot copy here' }[state]}
    </Button>
  );
}

function Actions({ delivery, last }: { readonly delivery: DeliveryDetail; readonly last: Attempt | undefined }) {
  const { id, request, status } = delivery;
  const navigate = useNavigate();
  const replay = useReplay();
  const mayReplay = useMay('deliveries:write');
  return (
    <>
      {request && <CopyCurl command={curlOf({ ...request, headers: last?.request_headers ?? {} })} />}
      {mayReplay && (
        <Button
          leftSection={<RotateCcw size={16} />}
          loading={replay.isPending}
          disabled={status === 'pending'}
          onClick={() =>
            replay.mutate(id, {
              onSuccess: ({ id: deliveryId }) =>
                void navigate({ to: '/deliveries/$deliveryId', params: { deliveryId } }),
            })
          }
        >
          Replay
        </Button>
      )}
    </>
  );
}
