type Json = Record<string, unknown>;

const text = { type: 'string' };
const time = { type: 'string', format: 'date-time' };
const whole = { type: 'integer' };
const flag = { type: 'boolean' };
const free = { type: 'object', additionalProperties: true };
const texts = { type: 'array', items: text };
const orNull = (schema: Json): Json => ({ ...schema, type: [schema['type'], 'null'] });

function object(required: string, properties: Json): Json {
  return { type: 'object', required: required.split(' ').filter(Boolean), properties };
}

const delivery: Json = {
  id: text,
  webhook_id: text,
  event_id: text,
  event_type: text,
  status: { type: 'string', enum: ['pending', 'success', 'failed', 'skipped'] },
  failure_reason: { type: 'string', enum: ['exhausted', 'rejected', 'blocked', 'unsendable', 'webhook_deleted'] },
  status_code: whole,
  attempts: whole,
  next_attempt_at: time,
  delivered_at: time,
  response_time_ms: whole,
  error: text,
  error_code: text,
  replay_of: text,
  test: flag,
  created_at: time,
};

const event: Json = {
  id: text,
  project_id: orNull(text),
  type: text,
  version: whole,
  occurred_at: time,
  created_at: time,
  data: { type: ['object', 'null'], additionalProperties: true },
  record: free,
  appwrite: free,
  test: flag,
  invalid_reason: text,
};

/** What answers look like. A test compares them with what the mappers make. */
export const SCHEMAS: Readonly<Record<string, Json>> = {
  Problem: object('type title status detail code', {
    type: text,
    title: text,
    status: whole,
    detail: text,
    code: text,
    errors: {
      type: 'array',
      items: object('field code message', { field: text, code: text, message: text, expected: text }),
    },
  }),
  Webhook: object('id url events active status created_at', {
    id: text,
    project_id: orNull(text),
    external_id: orNull(text),
    name: text,
    description: text,
    url: { type: 'string', format: 'uri' },
    events: { type: 'array', items: { anyOf: [text, free] } },
    collections: texts,
    tables: texts,
    filter: orNull(free),
    dialect: text,
    active: flag,
    status: { type: 'string', enum: ['healthy', 'failing', 'paused', 'disabled'] },
    secret: { type: 'string', description: 'Shown when the webhook is created and when the secret is rotated.' },
    previous_secret_expires_at: orNull(time),
    signing: flag,
    headers: { type: 'object', additionalProperties: text, description: 'Every value reads "[set]".' },
    basic_auth: orNull(object('username', { username: text })),
    retry: orNull(free),
    timeout_seconds: orNull({ type: 'number' }),
    rate_limit: orNull(object('per_second', { per_second: whole })),
    max_in_flight: whole,
    ordering_key: orNull(text),
    metadata: free,
    disable_after: orNull(free),
    tls: orNull(object('', { ca: text })),
    tls_verify: flag,
    consecutive_failures: whole,
    failing_since: orNull(time),
    last_success_at: orNull(time),
    last_failure_at: orNull(time),
    disabled_reason: { type: ['string', 'null'], enum: ['manual', 'failing', 'gone', null] },
    warnings: texts,
    created_at: time,
    updated_at: time,
  }),
  Secret: object('secret previous', {
    secret: orNull(text),
    previous: { type: 'array', items: object('secret expires_at', { secret: text, expires_at: time }) },
  }),
  Delivery: object('id webhook_id event_id event_type status attempts created_at', delivery),
  DeliveryDetail: object('id webhook_id event_id event_type status attempts created_at', {
    ...delivery,
    request: object('method url body', { method: text, url: text, body: text }),
  }),
  Attempt: object('id number outcome started_at response_time_ms request_headers', {
    id: text,
    number: whole,
    outcome: { type: 'string', enum: ['success', 'failed', 'blocked', 'unsendable', 'unknown'] },
    started_at: time,
    status_code: whole,
    response_time_ms: whole,
    request_headers: { type: 'object', additionalProperties: text },
    response_headers: { type: 'object', additionalProperties: text },
    response_body: text,
    response_body_cut: flag,
    error: text,
    error_code: text,
  }),
  TestResult: object('success delivery_id event_id', {
    success: flag,
    delivery_id: text,
    event_id: text,
    id: text,
    number: whole,
    outcome: text,
    started_at: time,
    status_code: whole,
    response_time_ms: whole,
    request_headers: free,
    response_headers: free,
    response_body: text,
    response_body_cut: flag,
    error: text,
    error_code: text,
  }),
  ReplayResults: object('results', {
    results: {
      type: 'array',
      items: object('id', {
        id: text,
        delivery: { $ref: '#/components/schemas/Delivery' },
        error: object('code message', { code: text, message: text }),
      }),
    },
  }),
  Event: object('id project_id type occurred_at created_at data', event),
  Explanation: object('event_id webhooks', {
    event_id: text,
    invalid_reason: text,
    webhooks: {
      type: 'array',
      items: object('webhook_id name matches code reason', {
        webhook_id: text,
        name: text,
        status: text,
        matches: flag,
        code: text,
        reason: text,
        deliveries: { type: 'array', items: { $ref: '#/components/schemas/Delivery' } },
      }),
    },
  }),
  EventType: object('name version source description', {
    name: text,
    version: whole,
    source: { type: 'string', enum: ['code', 'api'] },
    description: text,
    schema: orNull(free),
    example: orNull(free),
    warnings: texts,
    created_at: time,
    updated_at: time,
  }),
  AuditEntry: object('id at actor action target', {
    id: text,
    project_id: orNull(text),
    at: time,
    actor: text,
    action: text,
    target: text,
    details: free,
  }),
  System: object('dialects egress_addresses', {
    version: text,
    dialects: { type: 'array', items: object('name title', { name: text, title: text }) },
    egress_addresses: texts,
    processes: { type: 'array', items: free },
    backlog: object('outbox queue leases', { outbox: whole, queue: whole, leases: whole }),
  }),
};
