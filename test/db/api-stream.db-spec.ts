import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ENGINE, type DeliveryEngine } from '@posthorn/webhooks';
import { startApi, type Api } from './api-support.js';
import { Receiver } from './api-support-receiver.js';

const data = { id: 'user_1', name: 'Ada', email: 'ada@example.com' };

/** Reads server-sent events until it has heard what it waits for. */
class Watch {
  private text = '';
  private readonly decoder = new TextDecoder();

  private constructor(
    readonly status: number,
    readonly headers: Headers,
    private readonly reader: ReadableStreamDefaultReader<Uint8Array>,
    private readonly controller: AbortController,
  ) {}

  static async open(api: Api, token: string, query = '', lastEventId?: string): Promise<Watch> {
    const controller = new AbortController();
    const response = await fetch(`${api.base}/v1/stream?${query}`, {
      headers: {
        authorization: `Bearer ${token}`,
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
      signal: controller.signal,
    });
    return new Watch(response.status, response.headers, response.body!.getReader(), controller);
  }

  get heard(): string {
    return this.text;
  }

  /** What a browser would come back with: the id of the last message, whichever that was. */
  get lastId(): string {
    return [...this.text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? '';
  }

  /** @returns whether it was heard before the stream ended */
  async until(pattern: RegExp): Promise<boolean> {
    while (!pattern.test(this.text)) {
      const { done, value } = await this.reader.read();
      if (done) return false;
      this.text += this.decoder.decode(value, { stream: true });
    }
    return true;
  }

  close(): void {
    this.controller.abort();
  }
}

describe('the live stream and the system', () => {
  let api: Api;
  let engine: DeliveryEngine;
  let url: string;
  const receiver = new Receiver();

  beforeAll(async () => {
    url = await receiver.start();
    api = await startApi({ options: { worker: { enabled: true, tick: 'host' } } });
    engine = api.app.get<DeliveryEngine>(ENGINE, { strict: false });
  });

  afterAll(async () => {
    await api.close();
    await receiver.stop();
  });

  const webhook = async (token: string) => {
    const body = { url, events: ['user.created'], retry: { schedule: [0] } };
    return (await api.call('POST', '/v1/webhooks', body, { token })).body.id as string;
  };

  const publish = async (token: string) => {
    const answer = await api.call('POST', '/v1/events', { type: 'user.created', data }, { token });
    await engine.runOnce();
    return answer.body.id as string;
  };

  it('shows deliveries as they end, each once and of the caller’s project only', async () => {
    await webhook('a1');
    const quiet = await webhook('a2');
    const watch = await Watch.open(api, 'a1');
    const other = await Watch.open(api, 'a2');
    const admin = await Watch.open(api, 'admin', `webhook_id=${quiet}`);
    expect([watch.status, watch.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/event-stream'),
    ]);
    expect(await watch.until(/event: open/)).toBe(true);
    const first = await publish('a1');
    expect(await watch.until(new RegExp(first))).toBe(true);
    const theirs = await publish('a2');
    const second = await publish('a1');
    expect(await watch.until(new RegExp(second))).toBe(true);
    expect(await other.until(new RegExp(theirs))).toBe(true);
    expect(await admin.until(new RegExp(theirs))).toBe(true);
    expect(watch.heard).not.toContain(theirs);
    expect(other.heard + admin.heard).not.toContain(first);
    expect(watch.heard.split(first)).toHaveLength(2);
    const [, json] = /data: (\{.*\})/.exec(watch.heard) ?? [];
    expect(JSON.parse(json!)).toMatchObject({ event_id: first, status: 'success', event_type: 'user.created' });
    for (const one of [watch, other, admin]) one.close();
  });

  it('shows events as they are published when asked for them, each once, to who may read them', async () => {
    const before = await publish('e1');
    const watch = await Watch.open(api, 'e1', 'topic=events');
    const since = new Date(Date.now() - 60_000).toISOString();
    const late = await Watch.open(api, 'e1', `topic=events&since=${since}`);
    expect(await watch.until(/event: open/)).toBe(true);
    expect(await late.until(new RegExp(before))).toBe(true);
    const theirs = await publish('e2');
    const first = await publish('e1');
    const second = await publish('e1');
    expect(await watch.until(new RegExp(`event: event[^]*${second}`))).toBe(true);
    expect(watch.heard.split(`id: ${first}`)).toHaveLength(2);
    expect(watch.heard).not.toMatch(new RegExp(`${before}|${theirs}`));
    const [, json] = /data: (\{"id".*\})/.exec(watch.heard) ?? [];
    expect(JSON.parse(json!)).toMatchObject({ id: first, project_id: 'e1', type: 'user.created', data });
    for (const one of [watch, late]) one.close();
    const narrow = await api.call('GET', '/v1/stream?topic=events', undefined, { token: 'e1,deliveries:read' });
    expect([narrow.status, narrow.body.code]).toEqual([403, 'forbidden']);
    const wrong = await api.call('GET', '/v1/stream?topic=everything', undefined, { token: 'e1' });
    expect(wrong.status).toBe(400);
  });

  it('goes on where a client left off that comes back with the id of its last message', async () => {
    await webhook('f1');
    for (const topic of ['deliveries', 'events']) {
      const query = `topic=${topic}`;
      const watch = await Watch.open(api, 'f1', query);
      expect(await watch.until(/event: open[^]*\n\n/)).toBe(true);
      const nothingYet = watch.lastId;
      const seen = await publish('f1');
      expect(await watch.until(new RegExp(`${seen}[^]*\n\n`))).toBe(true);
      watch.close();
      const missed = await publish('f1');
      const theirs = await publish('f2');
      for (const id of [watch.lastId, nothingYet]) {
        const back = await Watch.open(api, 'f1', query, id);
        expect(await back.until(new RegExp(missed))).toBe(true);
        if (id === watch.lastId) {
          // What comes from then on is heard too, and what was missed not again.
          expect(await back.until(new RegExp(await publish('f1')))).toBe(true);
          expect(back.heard).not.toMatch(new RegExp(`id":"(${seen}|${theirs})"`));
        }
        expect(back.heard.split(new RegExp(`"(?:event_)?id":"${missed}"`))).toHaveLength(2);
        back.close();
      }
      const stranger = await Watch.open(api, 'f1', query, 'from-elsewhere');
      expect(await stranger.until(/event: open/)).toBe(true);
      stranger.close();
    }
  });

  it('does not show by and by what was published before the moment that was asked for', async () => {
    const before = await publish('g1');
    const since = Date.now() + 1;
    // What comes next is published from that moment on, on a machine of any speed.
    while (Date.now() < since) await new Promise((resolve) => setImmediate(resolve));
    const watch = await Watch.open(api, 'g1', `topic=events&since=${new Date(since).toISOString()}`);
    expect(await watch.until(/event: open/)).toBe(true);
    // Seen by the second look, which goes back further than the first was asked to.
    const next = await publish('g1');
    expect(await watch.until(new RegExp(next))).toBe(true);
    expect(await watch.until(new RegExp(await publish('g1')))).toBe(true);
    expect(watch.heard).not.toContain(before);
    watch.close();
  });

  it('is refused without the scope, for another project and for what is no webhook', async () => {
    const status = async (token: string, query = '') => {
      const answer = await api.call('GET', `/v1/stream?${query}`, undefined, { token });
      return [answer.status, answer.body.code as string];
    };
    expect(await status('b1,webhooks:read')).toEqual([403, 'forbidden']);
    expect(await status('b1', 'project_id=b2')).toEqual([404, 'project_not_found']);
    expect(await status('b1', 'webhook_id=x')).toEqual([404, 'webhook_not_found']);
    expect((await status('wrong'))[0]).toBe(401);
  });

  it('leaves places for others, however many one project asks for, and takes them back', async () => {
    const watches = await Promise.all(
      Array.from({ length: 30 }, (_, index) => Watch.open(api, 'greedy', index % 2 === 0 ? '' : 'topic=events')),
    );
    expect(watches.filter(({ status }) => status === 200)).toHaveLength(10);
    expect(new Set(watches.map(({ status }) => status))).toEqual(new Set([200, 429]));
    const refused = watches.find(({ status }) => status === 429);
    expect(refused?.headers.get('retry-after')).toBe('60');
    const other = await Watch.open(api, 'modest');
    expect(other.status).toBe(200);
    for (const watch of [...watches, other]) watch.close();
    for (let status = 429; status !== 200;) {
      const again = await Watch.open(api, 'greedy');
      status = again.status;
      again.close();
    }
  });

  it('tells an operator what runs and how, and nothing secret', async () => {
    const { body, status } = await api.call('GET', '/v1/system');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      version: expect.any(String),
      node: process.version,
      postgres: expect.stringMatching(/^\d+/),
      settings: {
        schema: 'posthorn',
        worker: { enabled: true, tick: 'host', lease: expect.any(Number) },
        delivery: { allowHttp: true, allowedAddresses: ['127.0.0.1/32'] },
        retention: { days: 30 },
        encryption_keys: 1,
      },
      egress_addresses: [],
      backlog: { outbox: expect.any(Number), queue: expect.any(Number), leases: expect.any(Number) },
      webhooks: { healthy: expect.any(Number), failing: 0, paused: 0, disabled: 0 },
      leases: { held: 0, expired: 0 },
      partitions: { days: expect.any(Number), first: expect.any(String), last: expect.any(String) },
    });
    expect((await api.call('GET', '/v1/system', undefined, { token: 'c1' })).status).toBe(403);
  });

  it('ends with the application, which does not wait for those who watch', async () => {
    const second = await startApi();
    const watch = await Watch.open(second, 'd1');
    expect(await watch.until(/event: open/)).toBe(true);
    await second.close();
    expect(await watch.until(/never/).catch(() => false)).toBe(false);
  });
});
