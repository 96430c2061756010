import { describe, expect, it } from '@jest/globals';
import type { TLSSocket, TlsOptions } from 'node:tls';
import { createSender, isCertificateAuthority, type OutboundRequest, type SendOutcome } from '@posthorn/egress';
import type { SelfSignedReport } from './namespace/self-signed.js';
import { closing } from './support/cleanup.js';
import { runApart } from './support/namespace.js';
import { TableResolver } from './support/resolvers.js';
import { BODY, certificate, fixture, listen, receive, type Receiver } from './support/servers.js';

const use = closing();
const ca = fixture('ca.pem');
const resolver = new TableResolver({ 'receiver.test': ['127.0.0.1'] });
const https = async (options: TlsOptions): Promise<Receiver> => use(await receive(undefined, options));

async function send(
  port: number,
  tls?: OutboundRequest['tls'],
  options: { allowUnverifiedTls?: boolean; host?: string; timeoutMs?: number } = {},
): Promise<SendOutcome> {
  const { allowUnverifiedTls = false, host = 'receiver.test', timeoutMs = 20_000 } = options;
  const sender = use(createSender({ allowedAddresses: ['127.0.0.1'], resolver, allowUnverifiedTls }));
  return sender.send({ url: `https://${host}:${port}/`, headers: {}, body: BODY, timeoutMs, tls });
}
const invalid = (reason: string): object => ({
  kind: 'failure',
  code: 'certificate_invalid',
  message: `Certificate not valid: ${reason}`,
  maybeSent: false,
});

describe('A certificate', () => {
  it('of an authority given with the webhook is accepted, asked for and judged by the name in the URL', async () => {
    const names: unknown[] = [];
    const receiver = use(
      await receive((request, response) => {
        names.push((request.socket as TLSSocket).servername, request.headers.host);
        response.writeHead(204).end();
      }, certificate('receiver')),
    );
    expect(await send(receiver.port, { ca })).toMatchObject({ kind: 'response', statusCode: 204 });
    expect(names).toEqual(['receiver.test', `receiver.test:${receiver.port}`]);
  });

  it('for an address is accepted when the URL has that address', async () => {
    const receiver = await https(certificate('receiver'));
    expect(await send(receiver.port, { ca }, { host: '127.0.0.1' })).toMatchObject({ kind: 'response' });
  });

  it('of an authority that nobody gave is refused', async () => {
    const receiver = await https(certificate('receiver'));
    expect(await send(receiver.port)).toMatchObject(invalid('issuer unknown'));
    expect(receiver.requests).toEqual([]);
  });

  it('that is expired is refused', async () => {
    const receiver = await https(certificate('expired'));
    expect(await send(receiver.port, { ca })).toMatchObject(invalid('expired'));
  });

  it('that was issued for another name is refused', async () => {
    const receiver = await https(certificate('other'));
    expect(await send(receiver.port, { ca })).toMatchObject(invalid('issued for another name'));
  });

  it('that signed itself is refused', async () => {
    const receiver = await https(certificate('self-signed'));
    expect(await send(receiver.port, { ca })).toMatchObject(invalid('self-signed'));
  });

  it('is refused whatever NODE_TLS_REJECT_UNAUTHORIZED says', async () => {
    const receiver = await https(certificate('self-signed'));
    const environment = {
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
      NODE_NO_WARNINGS: '1',
      RECEIVER_PORT: String(receiver.port),
    };
    const report = await runApart<SelfSignedReport>('test/unit/egress/namespace/self-signed.js', environment);
    expect(report).toMatchObject({ outcome: { code: 'certificate_invalid' }, connects: true });
    expect(receiver.requests).toEqual([]);
  });
});

describe('Verification', () => {
  it('is turned off by a request only where the operator allows it', async () => {
    const receiver = await https(certificate('self-signed'));
    expect(await send(receiver.port, { verify: false })).toMatchObject({ code: 'certificate_invalid' });
    expect(await send(receiver.port, { verify: false }, { allowUnverifiedTls: true })).toMatchObject({
      kind: 'response',
    });
    expect(await send(receiver.port, {}, { allowUnverifiedTls: true })).toMatchObject({ code: 'certificate_invalid' });
  });

  it('that was turned off for one request is not off for the next to the same origin', async () => {
    const receiver = await https(certificate('self-signed'));
    const sender = use(createSender({ allowedAddresses: ['127.0.0.1'], resolver, allowUnverifiedTls: true }));
    const request = { url: `https://receiver.test:${receiver.port}/`, headers: {}, body: BODY, timeoutMs: 20_000 };
    expect(await sender.send({ ...request, tls: { verify: false } })).toMatchObject({ kind: 'response' });
    expect(await sender.send(request)).toMatchObject({ code: 'certificate_invalid' });
    expect(await sender.send({ ...request, tls: { ca } })).toMatchObject({ code: 'certificate_invalid' });
  });
});

describe('An authority', () => {
  it('that one request trusts is not trusted by the next to the same origin, though a connection is open', async () => {
    const receiver = await https(certificate('receiver'));
    const sender = use(createSender({ allowedAddresses: ['127.0.0.1'], resolver }));
    const request = { url: `https://receiver.test:${receiver.port}/`, headers: {}, body: BODY, timeoutMs: 20_000 };
    const another = { ca: certificate('self-signed').cert };
    expect(await sender.send({ ...request, tls: { ca } })).toMatchObject({ kind: 'response' });
    expect(await sender.send({ ...request, tls: another })).toMatchObject({ code: 'certificate_invalid' });
    expect(await sender.send(request)).toMatchObject({ code: 'certificate_invalid' });
    expect(receiver.requests).toHaveLength(1);
  });
});

describe('A TLS receiver', () => {
  it('that speaks nothing newer than TLS 1.1 is refused', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const receiver = await https({ ...certificate('receiver'), ...old });
    expect(await send(receiver.port, { ca })).toMatchObject({
      kind: 'failure',
      code: 'protocol_error',
      maybeSent: false,
    });
  });

  it('may speak TLS 1.2', async () => {
    const receiver = await https({ ...certificate('receiver'), maxVersion: 'TLSv1.2' });
    expect(await send(receiver.port, { ca })).toMatchObject({ kind: 'response' });
  });

  it('that asks for a certificate of ours gets none', async () => {
    const receiver = await https({ ...certificate('receiver'), requestCert: true, rejectUnauthorized: true, ca });
    expect(await send(receiver.port, { ca })).toMatchObject({ kind: 'failure' });
  });

  it('that never finishes the handshake is left at the deadline', async () => {
    const hanging = use(await listen(() => undefined));
    expect(await send(hanging.port, { ca }, { timeoutMs: 300 })).toMatchObject({ code: 'timeout', maybeSent: false });
  });

  it('that hangs up in the handshake is a reset', async () => {
    const rude = use(await listen((socket) => void socket.once('data', () => socket.destroy())));
    expect(await send(rude.port, { ca })).toMatchObject({ code: 'connection_reset', maybeSent: false });
  });

  it('that turns out to speak plain text gets nothing of the request', async () => {
    let received = '';
    const plain = use(
      await listen((socket) => {
        socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      }),
    );
    expect(await send(plain.port, { ca })).toMatchObject({ kind: 'failure', code: 'protocol_error', maybeSent: false });
    expect(received).not.toContain('end');
  });

  it('is kept connected to, like any other', async () => {
    const receiver = await https(certificate('receiver'));
    const sender = use(createSender({ allowedAddresses: ['127.0.0.1'], resolver }));
    const url = `https://receiver.test:${receiver.port}/`;
    for (let count = 0; count < 10; count += 1) {
      const outcome = await sender.send({ url, headers: {}, body: BODY, timeoutMs: 20_000, tls: { ca } });
      expect(outcome).toMatchObject({ statusCode: 204 });
    }
    expect(receiver.connections()).toBeLessThanOrEqual(2);
  });
});

describe('The text of an authority', () => {
  it('is recognised, and anything else is not', () => {
    expect(isCertificateAuthority(ca)).toBe(true);
    expect(isCertificateAuthority(`${ca}\n${ca}`)).toBe(true);
    expect(isCertificateAuthority('')).toBe(false);
    expect(isCertificateAuthority(certificate('receiver').key)).toBe(false);
    expect(isCertificateAuthority('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')).toBe(false);
  });
});
