import { SimpleGrid, Stack, Text } from '@mantine/core';
import type { Webhook } from '../../api/types.js';
import { Facts } from '../../components/facts.js';
import { IdText } from '../../components/id-text.js';
import { JsonView } from '../../components/json-view.js';
import { Panel } from '../../components/panel.js';
import { RetryTimeline } from '../../components/retry-timeline.js';
import { Time } from '../../components/time.js';
import { dialectOf } from '../../lib/dialects.js';
import { retryOf, waitsOf } from '../../lib/retry.js';
import { selectorText } from '../../lib/webhook-text.js';
import { SecretPanel } from './secret-panel.js';
import classes from './webhook.module.css';

/** The settings as they are; they are changed on a page of their own. */
export function SettingsTab({ webhook }: { readonly webhook: Webhook }) {
  const { events, collections = [], tables = [], filter, headers = {}, basic_auth } = webhook;
  const dialect = dialectOf(webhook.dialect);
  const headerNames = Object.keys(headers);
  return (
    <Stack gap="lg">
      <Panel title="Events">
        <Stack gap="sm">
          <ul className={classes.events}>
            {events.map((entry) => (
              <li key={selectorText(entry)}>{selectorText(entry)}</li>
            ))}
          </ul>
          {collections.length > 0 && <Text size="sm">Only the collections {collections.join(', ')}.</Text>}
          {tables.length > 0 && <Text size="sm">Only the tables {tables.join(', ')}.</Text>}
          {filter && <JsonView value={filter} label="Filter" maxHeight={240} />}
        </Stack>
      </Panel>
      <Panel title="Retries">
        <RetryTimeline waits={waitsOf(retryOf(webhook), dialect.waits)} />
      </Panel>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Panel title="Request">
          <Facts
            facts={[
              { label: 'Dialect', value: dialect.title },
              { label: 'Timeout', value: `${webhook.timeout_seconds ?? dialect.timeoutSeconds} s` },
              {
                label: 'Rate',
                value: webhook.rate_limit ? `at most ${webhook.rate_limit.per_second} per second` : 'unlimited',
              },
              { label: 'Open requests at once', value: webhook.max_in_flight },
              { label: 'Ordering key', value: webhook.ordering_key ?? 'none' },
              { label: 'Headers', value: headerNames.length > 0 ? headerNames.join(', ') : 'none' },
              { label: 'Basic auth', value: basic_auth ? basic_auth.username : 'none' },
              { label: 'Certificate check', value: webhook.tls_verify === false ? 'off' : 'on' },
            ]}
          />
        </Panel>
        <SecretPanel webhook={webhook} />
      </SimpleGrid>
      <Panel title="About">
        <Facts
          facts={[
            { label: 'Webhook', value: <IdText value={webhook.id} short /> },
            {
              label: 'Project',
              value: webhook.project_id ? <IdText value={webhook.project_id} short /> : 'The whole installation',
            },
            ...(webhook.external_id ? [{ label: 'External id', value: webhook.external_id }] : []),
            { label: 'Created', value: <Time value={webhook.created_at} mode="exact" /> },
            { label: 'Changed', value: <Time value={webhook.updated_at} mode="exact" /> },
          ]}
        />
      </Panel>
    </Stack>
  );
}
