import { Anchor, Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api } from '../../api/client.js';
import type { TestResult, Webhook } from '../../api/types.js';
import { eventTypesQuery } from '../../api/catalog.js';
import { BodyView } from '../../components/json-view.js';
import { Problem } from '../../components/problem.js';
import { RequestView } from '../../components/request-view.js';
import { StatusBadge } from '../../components/status-badge.js';
import { formatMilliseconds } from '../../lib/format.js';
import { useSendTest } from './use-webhook-actions.js';

/** Sends a sample and shows what came back. A test is a delivery too, but not counted in the health. */
export function TestDialog({ webhook, onClose }: { readonly webhook: Webhook; readonly onClose: () => void }) {
  const { id } = webhook;
  const [eventType, setEventType] = useState<string | null>(null);
  const types = useQuery(eventTypesQuery);
  const send = useSendTest(id);
  const preview = useQuery({
    queryKey: ['webhooks', 'preview', { id, eventType }],
    queryFn: ({ signal }) =>
      answer(
        api.POST('/v1/webhooks/preview', { body: { webhook_id: id, event_type: eventType ?? undefined }, signal }),
      ),
    retry: false,
  });
  return (
    <Modal opened onClose={onClose} title="Send a test" size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack gap="md">
        <Select
          label="Event type"
          description="The first thing that the webhook hears, unless you choose another."
          placeholder={preview.data?.event.type ?? 'As subscribed'}
          data={types.data?.event_types.map(({ name }) => name) ?? []}
          value={eventType}
          onChange={setEventType}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': 'As subscribed' }}
          data-autofocus
          openOnFocus={false}
        />
        {send.data ? (
          <Result result={send.data} />
        ) : (
          <>
            {preview.data && <RequestView request={{ ...preview.data.request, headers: undefined }} maxHeight={260} />}
            <Problem error={preview.error} />
          </>
        )}
        <Problem error={send.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button loading={send.isPending} onClick={() => send.mutate(eventType)}>
            {send.data ? 'Send again' : 'Send the test'}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Result({ result }: { readonly result: TestResult }) {
  const { success, status_code, response_time_ms, error, response_body, delivery_id } = result;
  return (
    <Stack gap="xs" role="status">
      <Group gap="sm">
        <StatusBadge status={success ? 'success' : 'failed'} />
        <Text size="sm">
          {status_code === undefined ? (error ?? 'No answer came.') : `The receiver answered ${status_code}`}
          {` after ${formatMilliseconds(response_time_ms)}.`}
        </Text>
      </Group>
      {response_body ? (
        <BodyView body={response_body} label="Response body" maxHeight={220} />
      ) : (
        <Text size="sm" c="dimmed">
          The answer has no body.
        </Text>
      )}
      <Anchor component={Link} to={`/deliveries/${delivery_id}`} size="sm">
        See the whole delivery
      </Anchor>
    </Stack>
  );
}
