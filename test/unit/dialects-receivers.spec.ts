import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allDialects } from '@posthorn/dialects';
import type { Dialect, RenderableEvent, RenderableWebhook } from '@posthorn/webhooks';
import { availableReceivers, startReceiver, type ReceiverProcess } from '../receivers/receiver-process.js';

const SECRET = `whsec_${Buffer.alloc(32, 'posthorn').toString('base64')}`;
const WEBHOOK_URL = 'https://api.example.com/webhooks?a=%20b';

const webhook: RenderableWebhook = {
  id: 'hook_7c9e6679742540de944be07fc1f90ae7',
  externalId: null,
  projectId: 'p1',
  name: 'Bestellungen 📦',
  url: WEBHOOK_URL,
  signing: true,
};

/** Parsed, so that integer-like keys stand where every parser puts them, as the outbox freezes them. */
const payloads: Readonly<Record<string, unknown>> = {
  plain: { id: 'u1', name: 'John Doe', amount: 99.99, none: null },
  unicode: { id: 'ü1', text: 'Grüße, 你好, مرحبا, line\u2028separator, nul-like \\u0000' },
  emoji: { id: '👋', text: '👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿' },
  'signs that some printers escape': { id: '<&>', html: '<a href="x?y=1&z=2">/path</a>', slash: '</script>' },
  'integer-like keys': { 10: 'ten', 2: 'two', id: 1, '007': 'text', nested: { 3: 1, 1: 3 } },
  nested: { id: 1, a: { b: [{ c: [[], {}, [null, true]] }] } },
  numbers: { id: 1, large: 1e21, small: 1e-7, zero: -0, big: 9007199254740991, half: 0.5 },
  'own property names': JSON.parse('{"id":1,"__proto__":{"a":1},"constructor":"x"}'),
  large: { id: 1, text: 'ä'.repeat(12_000), list: Array.from({ length: 1_500 }, (_, at) => ({ at })) },
};

function events(payload: unknown): readonly RenderableEvent[] {
  const data = JSON.stringify(payload);
  const record = JSON.parse(data) as Record<string, unknown>;
  const common = { id: 'evt_0194a3c0aabb7ccd8eef001122334455', projectId: 'p1', occurredAt: new Date(), data };
  const change = { schema: 'public', table: 'orders', operation: 'UPDATE', record, oldRecord: record } as const;
  return [
    {
      ...common,
      type: 'user.created',
      resource: { collection: 'users', idField: 'id', operation: 'create', appwrite: 'users.{id}.create' },
    },
    { ...common, type: 'orders.updated', change },
  ];
}

async function deliver(
  receiver: ReceiverProcess,
  dialect: Dialect,
  event: RenderableEvent,
  tamper = (body: string) => body,
) {
  const body = dialect.body(event, webhook);
  const timestamp = Math.floor(Date.now() / 1000);
  const headers = dialect.headers({ event, webhook, body, timestamp, secrets: [{ kind: 'hmac', value: SECRET }] });
  const response = await fetch(`${receiver.url}/${dialect.name}`, { method: 'POST', headers, body: tamper(body) });
  return { status: response.status, text: await response.text() };
}

describe.each(availableReceivers())('a receiver in %s', (_name, command) => {
  let receiver: ReceiverProcess;

  beforeAll(async () => {
    receiver = await startReceiver(command, { WEBHOOK_SECRET: SECRET, WEBHOOK_URL });
  }, 30_000);
  afterAll(() => receiver.stop());

  describe.each(allDialects.map((dialect) => [dialect.name, dialect] as const))(
    'accepts %s',
    (_dialectName, dialect) => {
      it.each(Object.entries(payloads))('with a payload of %s', async (_payloadName, payload) => {
        for (const event of events(payload))
          expect(await deliver(receiver, dialect, event)).toEqual({ status: 200, text: 'OK' });
      });

      it('and refuses a body that was changed on the way', async () => {
        const [event] = events({ id: 'u1', name: 'John Doe' });
        if (!event) throw new Error('no event');
        const changed = await deliver(receiver, dialect, event, (body) => body.replace('John', 'Jane'));
        expect(changed).toEqual({ status: 401, text: 'Invalid signature' });
      });
    },
  );
});
