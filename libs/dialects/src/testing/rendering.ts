import type {
  Dialect,
  HeaderInput,
  RenderableEvent,
  RenderableWebhook,
  RowChange,
  SigningSecret,
} from '@posthorn/webhooks';

export const SECRET = 'whsec_test_secret';
export const TIMESTAMP = 1_736_937_000;

/** An event whose interesting parts a test names. */
export function anEvent(
  parts: Partial<Omit<RenderableEvent, 'data'>> & { readonly data?: unknown } = {},
): RenderableEvent {
  const { data = { id: 'u1' }, ...rest } = parts;
  return {
    id: 'evt_0194a3c0aabb7ccd8eef001122334455',
    projectId: 'p1',
    type: 'user.created',
    occurredAt: new Date('2024-01-15T10:30:00.000Z'),
    ...rest,
    data: JSON.stringify(data),
  };
}

/** The change of a row, its payload being the record, as the outbox holds it. */
export function aChange(
  change: Partial<RowChange> & Pick<RowChange, 'operation' | 'record'>,
  rest: Partial<Omit<RenderableEvent, 'data'>> = {},
): RenderableEvent {
  const full = { schema: 'public', table: 'posts', oldRecord: null, ...change };
  const verb = { INSERT: 'created', UPDATE: 'updated', DELETE: 'deleted' }[full.operation];
  return anEvent({ type: `${full.table}.${verb}`, ...rest, change: full, data: full.record });
}

export function aWebhook(parts: Partial<RenderableWebhook> = {}): RenderableWebhook {
  return {
    id: 'hook_7c9e6679742540de944be07fc1f90ae7',
    externalId: null,
    projectId: 'p1',
    name: 'Order Notifications',
    url: 'https://api.example.com/webhooks/appwrite',
    signing: true,
    ...parts,
  };
}

export function hmac(...values: readonly string[]): readonly SigningSecret[] {
  return values.map((value) => ({ kind: 'hmac', value }));
}

export interface Rendered {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A delivery as it would be sent. */
export function render(dialect: Dialect, event: RenderableEvent, parts: Partial<HeaderInput> = {}): Rendered {
  const webhook = parts.webhook ?? aWebhook();
  const body = parts.body ?? dialect.body(event, webhook);
  const headers = dialect.headers({ event, webhook, timestamp: TIMESTAMP, secrets: hmac(SECRET), ...parts, body });
  return { body, headers };
}
