import type { Dialect, DialectPolicy, RenderableEvent } from '@posthorn/webhooks';
import { headerText } from '../wire/header-text.js';
import { objectText, quoted } from '../wire/json.js';
import { fixed } from '../wire/schedules.js';
import { STANDARD_HEADERS, standardHeaders } from '../wire/standard-headers.js';
import { isoMilliseconds } from '../wire/times.js';

const policy: DialectPolicy = {
  retry: fixed(0, 30, 300, 1800, 7200),
  timeoutSeconds: 15,
  gone: 'disable',
  secret: 'generated',
  ed25519: true,
};

/** CloudEvents 1.0 in structured JSON mode, signed as Standard Webhooks. */
export const cloudEventsDialect: Dialect = {
  name: 'cloudevents',
  title: 'CloudEvents',
  policy,
  bodyScope: 'event',
  reservedHeaders: ['content-type', ...STANDARD_HEADERS],
  body: (event) =>
    objectText({
      specversion: '"1.0"',
      id: quoted(event.id),
      source: quoted(source(event)),
      type: quoted(event.type),
      time: quoted(isoMilliseconds(event.occurredAt)),
      datacontenttype: '"application/json"',
      data: event.data,
    }),
  headers: (input) => standardHeaders(input, 'application/cloudevents+json; charset=utf-8'),
};

const ATTRIBUTES = ['specversion', 'id', 'source', 'type', 'time'] as const;

/** CloudEvents 1.0 in binary mode: the body is the data, the attributes are headers. */
export const cloudEventsBinaryDialect: Dialect = {
  name: 'cloudevents-binary',
  title: 'CloudEvents (binary mode)',
  policy,
  bodyScope: 'event',
  reservedHeaders: ['content-type', ...ATTRIBUTES.map((name) => `ce-${name}`), ...STANDARD_HEADERS],
  body: ({ data }) => data,
  headers(input) {
    const { event } = input;
    return {
      'Content-Type': 'application/json',
      'ce-specversion': '1.0',
      'ce-id': event.id,
      'ce-source': source(event),
      // The HTTP binding wants blanks, quotes and percent signs encoded as well.
      'ce-type': headerText(event.type, ' "%'),
      'ce-time': isoMilliseconds(event.occurredAt),
      ...standardHeaders(input),
    };
  },
};

/** A relative URI reference: who published, as far as the receiver may know. */
function source({ projectId }: RenderableEvent): string {
  return projectId === null ? '/posthorn' : `/projects/${encodeURIComponent(Buffer.from(projectId).toString())}`;
}
