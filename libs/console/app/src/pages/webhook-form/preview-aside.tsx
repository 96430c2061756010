import { Alert, Select, Skeleton, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../api/client.js';
import { ApiProblem } from '../../api/problem.js';
import type { Preview } from '../../api/types.js';
import { Panel } from '../../components/panel.js';
import { RequestView } from '../../components/request-view.js';
import { faultsOf, filterOf, type Draft } from './draft.js';
import classes from './webhook-form.module.css';

const PAUSE = 300;

/** What the form, as it stands, would hear and send. Nothing is stored and nothing leaves the server. */
export function PreviewAside({ draft }: { readonly draft: Draft }) {
  const [settled] = useDebouncedValue(draft, PAUSE);
  const [eventType, setEventType] = useState<string | null>(null);
  const { dialect, events, collections, tables, name, signing } = settled;
  const url =
    /^https?:\/\/./.test(settled.url.trim()) && URL.canParse(settled.url.trim()) ? settled.url.trim() : undefined;
  const filter = faultsOf(settled).filter === undefined ? (filterOf(settled) ?? undefined) : undefined;
  const body = {
    dialect,
    events: [...events],
    collections: [...collections],
    tables: [...tables],
    name,
    signing,
    url,
    filter,
    event_type: eventType ?? undefined,
  };
  const preview = useQuery({
    queryKey: ['webhooks', 'preview', body],
    queryFn: ({ signal }) => answer(api.POST('/v1/webhooks/preview', { body, signal })),
    enabled: events.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (events.length === 0) {
    return (
      <Panel title="Preview">
        <Text size="sm" c="dimmed">
          Pick an event to see which types match, and the exact request that would be sent.
        </Text>
      </Panel>
    );
  }
  return (
    <>
      <Panel title="What it hears">
        {preview.error ? <Refused error={preview.error} /> : <Matches preview={preview.data} />}
      </Panel>
      {preview.data && !preview.error && (
        <Panel title="What it is sent">
          <Stack gap="sm">
            <Select
              label="Example of"
              size="xs"
              placeholder={preview.data.event.type}
              data={preview.data.matched_types}
              value={eventType}
              onChange={setEventType}
              clearable
              clearButtonProps={{ 'aria-label': 'The first event' }}
            />
            {!preview.data.matches && (
              <Text size="xs" c="dimmed">
                It would not be sent: {preview.data.reason}
              </Text>
            )}
            <RequestView request={preview.data.request} />
            {preview.data.secret !== null && (
              <Text size="xs" c="dimmed">
                Signed with a sample secret: <span className="ph-mono ph-wrap">{preview.data.secret}</span>
              </Text>
            )}
          </Stack>
        </Panel>
      )}
    </>
  );
}

function Matches({ preview }: { readonly preview: Preview | undefined }) {
  if (!preview) return <Skeleton height={60} />;
  const { matched_types: types, warnings } = preview;
  return (
    <Stack gap="sm" aria-live="polite">
      <Text size="sm">
        {types.length === 0
          ? 'No type of the catalog; row changes are heard as tables change.'
          : `${types.length} ${types.length === 1 ? 'type' : 'types'} of the catalog`}
      </Text>
      {types.length > 0 && (
        <ul className={classes.matched} aria-label="Event types that match">
          {types.map((type) => (
            <li key={type}>{type}</li>
          ))}
        </ul>
      )}
      {warnings.map((warning) => (
        <Alert key={warning} color="yellow" p="xs">
          {warning}
        </Alert>
      ))}
    </Stack>
  );
}

function Refused({ error }: { readonly error: Error }) {
  const fields = error instanceof ApiProblem ? error.fields : [];
  const messages = fields.length > 0 ? fields.map(({ message }) => message) : [error.message];
  return (
    <Stack gap={4} aria-live="polite">
      {messages.map((message) => (
        <Text key={message} size="sm" c="error">
          {message}
        </Text>
      ))}
    </Stack>
  );
}
