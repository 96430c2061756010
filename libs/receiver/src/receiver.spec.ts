import { describe, expect, it } from '@jest/globals';
import { signBody, signStandard } from '@posthorn/signing';
import * as fc from 'fast-check';
import { createReceiver, type RawRequest } from './receiver.js';
import { MemoryReplayStore } from './replay/memory-replay-store.js';
import type { ReceivedScheme } from './schemes.js';
import { NOW, SECRET, TIMESTAMP, vectors, type Vector } from './vectors.fixture.js';

const receiverOf = ({ scheme, secret = SECRET, now, url }: Vector, more: object = {}) =>
  createReceiver({
    scheme,
    secrets: secret,
    url,
    clock: now === undefined ? NOW : { now: () => new Date(now * 1000) },
    ...more,
  });
const statusOf = (receiver: ReturnType<typeof createReceiver>, request: RawRequest): string => {
  const answer = receiver.verify(request);
  return answer.status === 'refused' ? answer.reason : answer.status;
};

describe('a receiver', () => {
  it.each(vectors.map((vector) => [vector.scheme, vector] as const))(
    'accepts the published request of %s and says what it holds',
    (_, vector) => {
      for (const body of [vector.request.body, Buffer.from(vector.request.body)]) {
        const answer = receiverOf(vector).verify({ ...vector.request, body });
        expect(answer).toMatchObject({ status: 'accepted', webhook: { scheme: vector.scheme, ...vector.expected } });
      }
    },
  );

  it.each(vectors.map((vector) => [vector.scheme, vector] as const))(
    'refuses the request of %s with any one bit of the body changed, a cut body, and another secret',
    (_, vector) => {
      const receiver = receiverOf(vector);
      const bytes = Buffer.from(vector.request.body);
      fc.assert(
        fc.property(fc.integer({ min: 0, max: bytes.length * 8 - 1 }), (bit) => {
          const body = Buffer.from(bytes);
          body[bit >> 3]! ^= 1 << (bit & 7);
          expect(statusOf(receiver, { ...vector.request, body })).toBe('signature_mismatch');
        }),
      );
      fc.assert(
        fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), (length) => {
          const body = bytes.subarray(0, length);
          expect(statusOf(receiver, { ...vector.request, body })).toBe('signature_mismatch');
        }),
      );
      expect(statusOf(receiverOf({ ...vector, secret: 'another secret' }), vector.request)).toBe('signature_mismatch');
    },
  );

  it.each(vectors.map((vector) => [vector.scheme, vector] as const))(
    'refuses the request of %s with any character of the signature replaced',
    (_, vector) => {
      const receiver = receiverOf(vector);
      const name = Object.keys(vector.request.headers).find((header) => /signature/i.test(header))!;
      const value: string = vector.request.headers[name]!;
      // What stands behind a comma in Stripe's header is another version, which is passed over.
      const end = value.includes(',v0') ? value.indexOf(',v0') : value.length;
      fc.assert(
        fc.property(fc.integer({ min: 0, max: end - 1 }), fc.constantFrom('A', 'b', '0', '_', ' '), (at, character) => {
          fc.pre(value[at] !== character);
          const changed = `${value.slice(0, at)}${character}${value.slice(at + 1)}`;
          const headers = { ...vector.request.headers, [name]: changed };
          expect(statusOf(receiver, { ...vector.request, headers })).not.toBe('accepted');
        }),
      );
    },
  );

  it('refuses what is older or newer than the tolerance, by the clock it was given', () => {
    const vector = vectors.find(({ scheme }) => scheme === 'backendify')!;
    const at = (seconds: number, toleranceSeconds?: number) =>
      statusOf(
        receiverOf(vector, { clock: { now: () => new Date((TIMESTAMP + seconds) * 1000) }, toleranceSeconds }),
        vector.request,
      );
    expect([at(300), at(301), at(-300), at(-301)]).toEqual([
      'accepted',
      'timestamp_too_old',
      'accepted',
      'timestamp_too_new',
    ]);
    expect([at(10, 10), at(11, 10)]).toEqual(['accepted', 'timestamp_too_old']);
  });

  it('accepts what any of its secrets has signed, and says which', () => {
    const body = '{"id":"evt_1","type":"user.created","data":{}}';
    const receiver = createReceiver({ scheme: 'standard', secrets: ['new secret', 'old secret'] });
    const answer = receiver.verify({ body, headers: { 'x-webhook-signature': signBody('old secret', body) } });
    expect(answer).toMatchObject({ status: 'accepted', webhook: { secretIndex: 1 } });
  });

  it('takes both modes of CloudEvents apart', () => {
    const verify = (scheme: ReceivedScheme, body: string, more: Record<string, string> = {}) => {
      const keys = [{ kind: 'hmac', value: SECRET }] as const;
      const signature = signStandard(keys, { id: 'evt_1', timestamp: TIMESTAMP, body });
      const receiver = createReceiver({ scheme, secrets: SECRET, clock: NOW });
      const signed = { 'webhook-id': 'evt_1', 'webhook-timestamp': String(TIMESTAMP), 'webhook-signature': signature };
      return receiver.verify({ body, headers: { ...signed, ...more } });
    };
    const occurredAt = new Date('2025-01-15T10:30:00.000Z');
    const event = { id: 'evt_1', type: 'user.created', data: { id: 'u1' }, occurredAt, timestamp: TIMESTAMP };
    const structured = JSON.stringify({ id: 'evt_1', type: 'user.created', time: occurredAt, data: { id: 'u1' } });
    expect(verify('cloudevents', structured)).toMatchObject({ status: 'accepted', webhook: event });
    const headers = { 'ce-type': 'user.created', 'ce-time': occurredAt.toISOString() };
    expect(verify('cloudevents-binary', '{"id":"u1"}', headers)).toMatchObject({ status: 'accepted', webhook: event });
  });

  it('tells the same event by the same id, where the sender names none by its bytes', () => {
    const vector = vectors.find(({ scheme }) => scheme === 'fluxbase')!;
    const answer = receiverOf(vector).verify(vector.request);
    expect(answer).toMatchObject({ webhook: { id: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) } });
  });

  it('refuses a signed body that is not a JSON object with 400', () => {
    const receiver = createReceiver({ scheme: 'standard', secrets: SECRET });
    for (const body of ['[1]', '"text"', 'null', 'nothing', '']) {
      const answer = receiver.verify({ body, headers: { 'x-webhook-signature': signBody(SECRET, body) } });
      expect(answer).toMatchObject({ status: 'refused', reason: 'unreadable_body', httpStatus: 400 });
    }
  });

  it('never throws on what a request may hold', () => {
    const receivers = vectors.map((vector) => receiverOf(vector));
    const headers = fc.dictionary(
      fc.constantFrom(...vectors.flatMap(({ request }) => Object.keys(request.headers)), 'ce-type'),
      fc.oneof(fc.string(), fc.array(fc.string())),
    );
    fc.assert(
      fc.property(fc.constantFrom(...receivers), fc.string(), headers, (receiver, body, given) => {
        expect(receiver.verify({ body, headers: given }).status).toBe('refused');
      }),
    );
  });

  it('says at once that a body was parsed, instead of calling the signature wrong', () => {
    const receiver = createReceiver({ scheme: 'standard', secrets: SECRET });
    const parsed = { id: 'evt_1' } as unknown as string;
    expect(() => receiver.verify({ body: parsed, headers: {} })).toThrow(
      expect.objectContaining({ code: 'raw_body_missing' }),
    );
  });

  it.each([
    ['no secret', { scheme: 'standard', secrets: [] }],
    ['an empty secret', { scheme: 'standard', secrets: '' }],
    ['an environment variable that is not set', { scheme: 'standard', secrets: undefined as unknown as string }],
    ['a public key where it would sign', { scheme: 'github', secrets: `whpk_${Buffer.alloc(32).toString('base64')}` }],
    ['a scheme that does not exist', { scheme: 'paypal' as ReceivedScheme, secrets: SECRET }],
    ['a tolerance that is not a number', { scheme: 'stripe', secrets: SECRET, toleranceSeconds: Number.NaN }],
    ['appwrite-native without the URL that it signs', { scheme: 'appwrite-native', secrets: SECRET }],
  ] as const)('is not made with %s', (_, configuration) => {
    expect(() => createReceiver(configuration)).toThrow(expect.objectContaining({ code: 'invalid_options' }));
  });
});

describe('receive', () => {
  const vector = vectors.find(({ scheme }) => scheme === 'standard')!;

  it('runs the work once per message, and answers repetitions with 200', async () => {
    const receiver = receiverOf(vector, { replays: new MemoryReplayStore() });
    const seen: string[] = [];
    const receive = () => receiver.receive(vector.request, ({ id }) => seen.push(id));
    expect(await receive()).toMatchObject({ status: 'processed', result: 1, httpStatus: 200 });
    expect(await receive()).toMatchObject({ status: 'duplicate', httpStatus: 200 });
    expect(seen).toEqual(['evt_abc123']);
  });

  it('lets the next attempt in when the work has failed', async () => {
    const receiver = receiverOf(vector, { replays: new MemoryReplayStore() });
    await expect(receiver.receive(vector.request, () => Promise.reject(new Error('of the work')))).rejects.toThrow(
      'of the work',
    );
    expect(await receiver.receive(vector.request, () => 'done')).toMatchObject({ status: 'processed', result: 'done' });
  });

  it('answers 409 to an attempt that comes while another one is worked on, and 200 to the one after it', async () => {
    const receiver = receiverOf(vector, { replays: new MemoryReplayStore() });
    let finish: () => void = () => undefined;
    const first = receiver.receive(vector.request, () => new Promise<void>((resolve) => (finish = resolve)));
    const never = () => Promise.reject(new Error('worked on twice'));
    await Promise.resolve();
    expect(await receiver.receive(vector.request, never)).toMatchObject({ status: 'busy', httpStatus: 409 });
    finish();
    await first;
    expect(await receiver.receive(vector.request, never)).toMatchObject({ status: 'duplicate' });
  });

  it('keeps senders apart that use the same ids', async () => {
    const replays = new MemoryReplayStore();
    const receive = (source: string) => receiverOf(vector, { replays, source }).receive(vector.request, () => source);
    expect([(await receive('one')).status, (await receive('other')).status]).toEqual(['processed', 'processed']);
  });

  it('tells that the store could not remember what is done, instead of having it repeated', async () => {
    const away = new Error('away');
    const replays = {
      claim: () => Promise.resolve({ done: () => Promise.reject(away), release: () => Promise.resolve() }),
    };
    const reception = await receiverOf(vector, { replays }).receive(vector.request, () => 1);
    expect(reception).toMatchObject({ status: 'processed', result: 1, forgotten: away });
  });

  it('does not work on what is not signed', async () => {
    const receiver = receiverOf(vector, { replays: new MemoryReplayStore() });
    const reception = await receiver.receive({ ...vector.request, body: '{}' }, () => {
      throw new Error('worked on');
    });
    expect(reception).toMatchObject({ status: 'refused', reason: 'signature_mismatch', httpStatus: 401 });
  });
});
