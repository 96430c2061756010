import { describe, expect, it } from '@jest/globals';
import {
  ed25519PublicKey,
  signBody,
  signPrefixedBody,
  signStandard,
  signTimestampedBody,
  signTimestampPair,
  signUrlAndBody,
  verifyWebhook,
  type SchemeName,
} from './index.js';

const secret = 'whsec_test_secret';
const timestamp = 1736937000;

describe('The signatures equal the vectors of the systems they speak for', () => {
  it('signs Backendify bodies with their timestamp', () => {
    const body =
      '{"event":"record.created","timestamp":"2024-01-15T10:30:00Z","project_id":"p1","collection":"posts","record":{"id":123,"title":"New Post"},"previous_record":null}';
    expect(signTimestampedBody(secret, timestamp, body)).toBe(
      'f6cca45db94868d6c4932b40f99ba6d313f1fe4fbb44d0968c6b61a43417535d',
    );
  });

  it('signs generic bodies alone', () => {
    const body =
      '{"id":"evt_abc123","type":"user.created","created_at":"2026-01-15T12:30:00Z","data":{"id":"user_123","name":"John Doe"}}';
    expect(signBody(secret, body)).toBe('a6eec76f6dc22ba056d25ae8ae9790521614c539f23b4a0ea6c86ec8be046e71');
  });

  it('signs Fluxbase bodies alone and, as its own server does, as a pair with the time', () => {
    const body =
      '{"event":"INSERT","table":"users","schema":"public","record":{"id":"u1"},"old_record":null,"timestamp":"2025-11-02T10:30:00.123Z","webhook_id":"7c9e6679-7425-40de-944b-e07fc1f90ae7"}';
    expect(signBody(secret, body)).toBe('523e30713a2fc25cce4fd683139d104fa72c0a7d742b93d17444404cc298aeb2');
    expect(signTimestampPair(secret, timestamp, body)).toBe(
      't=1736937000,v1=0163345750c4ebb8097937c34175ead2724e9ca4b0090e79d1fdfb7de4cc62e6',
    );
  });

  it('signs Appwrite bodies with their timestamp', () => {
    const body =
      '{"$id":"event_123","event":"users.u1.create","timestamp":"2025-01-15T10:30:00.000Z","payload":{"$id":"u1"}}';
    expect(signTimestampedBody(secret, timestamp, body)).toBe(
      '3fa9b2811d16a2031ae05d13123e403a5c42460c4778578a37f698daf583d2fd',
    );
  });

  it('signs classic bodies with the algorithm in front', () => {
    const body =
      '{"id":"evt_xyz789","type":"order.shipped","createdAt":"2024-01-15T10:00:00Z","data":{"orderId":"ord_123"}}';
    expect(signPrefixedBody(secret, body)).toBe(
      'sha256=c368c1902d26c5a07959ab717605e0cf300ddddd8fafe6d9cef936c9c93b5ddf',
    );
  });

  it("signs URL and body as Appwrite's own server does", () => {
    expect(signUrlAndBody(secret, 'https://api.example.com/webhooks/appwrite', '{"$id":"u1"}')).toBe(
      '6NDPlcJUXl/nCWz2L24qgKISsLo=',
    );
  });
});

describe('Standard Webhooks', () => {
  const content = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1614265330, body: '{"test": 2432232314}' };
  const hmac = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const ed25519 = 'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==';
  const v1 = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
  const v1a = 'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==';

  it('makes the published symmetric signature', () => {
    expect(signStandard([{ kind: 'hmac', value: hmac }], content)).toBe(v1);
  });

  it('makes the published asymmetric signature, and knows its public key', () => {
    expect(signStandard([{ kind: 'ed25519', value: ed25519 }], content)).toBe(v1a);
    expect(ed25519PublicKey(ed25519)).toBe('whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=');
  });

  it('signs with each of several keys, in their order', () => {
    const keys = [
      { kind: 'ed25519', value: ed25519 },
      { kind: 'hmac', value: hmac },
    ] as const;
    expect(signStandard(keys, content)).toBe(`${v1a} ${v1}`);
  });
});

describe("Other senders' published examples verify", () => {
  it("accepts GitHub's documented example", () => {
    const headers = {
      'X-Hub-Signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
    };
    const input = { headers, body: 'Hello, World!', secrets: "It's a Secret to Everybody", now: 0 };
    expect(verifyWebhook('github', input)).toEqual({ valid: true, secretIndex: 0 });
  });

  it.each<SchemeName>(['stripe', 'fluxbase-native'])('accepts a pair of time and signature as %s', (scheme) => {
    const name = scheme === 'stripe' ? 'Stripe-Signature' : 'X-Fluxbase-Signature';
    const body = '{"id":"evt_test_webhook","object":"event"}';
    const headers = { [name]: `${signTimestampPair('whsec_test_secret', timestamp, body)},v0=6ffbb59b2300aae63f27240` };
    expect(verifyWebhook(scheme, { headers, body, secrets: secret, now: timestamp })).toEqual({
      valid: true,
      secretIndex: 0,
      timestamp,
    });
  });
});
