import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSender, EgressGuard, type GuardedSender } from '@posthorn/egress';
import { FORBIDDEN_NAMES, forbiddenUrls } from './support/forbidden.js';
import { TableResolver } from './support/resolvers.js';
import { BODY, receive, type Receiver } from './support/servers.js';
import { sendUnguarded } from './support/unguarded.js';

let canary: Receiver;
let sender: GuardedSender;
const dialled: string[] = [];
const resolver = new TableResolver({ ...FORBIDDEN_NAMES, 'public.test': ['8.8.8.8'] });

beforeAll(async () => {
  canary = await receive(undefined, undefined, '::');
  const openSocket = (address: string): never => {
    dialled.push(address);
    throw new Error(`${address} was dialled`);
  };
  sender = createSender(new EgressGuard({ allowHttp: true, resolver }, { openSocket }));
});

afterAll(async () => {
  await sender.close();
  await canary.close();
});

describe('With the guard on, a canary on loopback is never reached', () => {
  it.each(forbiddenUrls(4999))('by %j', async (template) => {
    const url = template.replace('4999', String(canary.port));
    const outcome = await sender.send({ url, headers: {}, body: BODY, timeoutMs: 20_000 });
    expect(outcome).toMatchObject({ kind: 'failure', maybeSent: false });
    expect(['blocked_destination', 'invalid_request']).toContain((outcome as { code: string }).code);
    expect(sender.checkUrl(url)).toMatchObject({ ok: false });
    expect(await sender.checkDestination(url)).toMatchObject({ ok: false });
    expect([canary.connections(), dialled]).toEqual([0, []]);
  });

  it.each(Object.keys(FORBIDDEN_NAMES))('by the name %s', async (name) => {
    const url = `http://${name}:${canary.port}/`;
    const outcome = await sender.send({ url, headers: {}, body: BODY, timeoutMs: 20_000 });
    expect(outcome).toMatchObject({ code: 'blocked_destination', message: 'Blocked destination', maybeSent: false });
    expect(await sender.checkDestination(url)).toMatchObject({ ok: false, code: 'destination_forbidden' });
    expect([canary.connections(), dialled]).toEqual([0, []]);
  });
});

describe('Without the guard, the same canary is reached', () => {
  it('by many of these forms, which shows that it would have noticed', async () => {
    const forms = forbiddenUrls(canary.port).filter((url) => /127|localhost|::1|::\]|0x0|2130706433/i.test(url));
    const before = canary.requests.length;
    await Promise.all(forms.map(sendUnguarded));
    expect(canary.requests.length - before).toBeGreaterThan(25);
  });
});
