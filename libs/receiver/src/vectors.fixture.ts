import type { RawRequest } from './receiver.js';
import type { ReceivedScheme } from './schemes.js';

export const SECRET = 'whsec_test_secret';
export const TIMESTAMP = 1_736_937_000;
export const NOW = { now: () => new Date(TIMESTAMP * 1000 + 2000) };
export const URL_OF_APPWRITE = 'https://api.example.com/webhooks/appwrite';

/** A request that a system really sends, with the signature that is published for it. */
export interface Vector {
  readonly scheme: ReceivedScheme;
  readonly request: RawRequest & { readonly body: string; readonly headers: Readonly<Record<string, string>> };
  readonly secret?: string;
  readonly now?: number;
  readonly url?: string;
  readonly expected: { readonly type: string; readonly id?: string; readonly data: unknown };
}

const timestamp = String(TIMESTAMP);

export const vectors: readonly Vector[] = [
  {
    scheme: 'backendify',
    request: {
      body: '{"event":"record.created","timestamp":"2024-01-15T10:30:00Z","project_id":"p1","collection":"posts","record":{"id":123,"title":"New Post"},"previous_record":null}',
      headers: {
        'X-Webhook-Timestamp': timestamp,
        'X-Webhook-Signature': 'f6cca45db94868d6c4932b40f99ba6d313f1fe4fbb44d0968c6b61a43417535d',
      },
    },
    expected: { type: 'record.created', data: { id: 123, title: 'New Post' } },
  },
  {
    scheme: 'standard',
    request: {
      body: '{"id":"evt_abc123","type":"user.created","created_at":"2026-01-15T12:30:00Z","data":{"id":"user_123","name":"John Doe"}}',
      headers: { 'X-Webhook-Signature': 'a6eec76f6dc22ba056d25ae8ae9790521614c539f23b4a0ea6c86ec8be046e71' },
    },
    expected: { type: 'user.created', id: 'evt_abc123', data: { id: 'user_123', name: 'John Doe' } },
  },
  {
    scheme: 'fluxbase',
    request: {
      body: '{"event":"INSERT","table":"users","schema":"public","record":{"id":"u1"},"old_record":null,"timestamp":"2025-11-02T10:30:00.123Z","webhook_id":"7c9e6679-7425-40de-944b-e07fc1f90ae7"}',
      headers: { 'X-Fluxbase-Signature': '523e30713a2fc25cce4fd683139d104fa72c0a7d742b93d17444404cc298aeb2' },
    },
    expected: { type: 'INSERT', data: { id: 'u1' } },
  },
  {
    scheme: 'fluxbase-native',
    request: {
      body: '{"event":"INSERT","table":"users","schema":"public","record":{"id":"u1"},"old_record":null,"timestamp":"2025-11-02T10:30:00.123Z","webhook_id":"7c9e6679-7425-40de-944b-e07fc1f90ae7"}',
      headers: {
        'X-Fluxbase-Signature': `t=${timestamp},v1=0163345750c4ebb8097937c34175ead2724e9ca4b0090e79d1fdfb7de4cc62e6`,
      },
    },
    expected: { type: 'INSERT', data: { id: 'u1' } },
  },
  {
    scheme: 'appwrite',
    request: {
      body: '{"$id":"event_123","event":"users.u1.create","timestamp":"2025-01-15T10:30:00.000Z","payload":{"$id":"u1"}}',
      headers: {
        'X-Appwrite-Webhook-Timestamp': timestamp,
        'X-Appwrite-Webhook-Signature': '3fa9b2811d16a2031ae05d13123e403a5c42460c4778578a37f698daf583d2fd',
      },
    },
    expected: { type: 'users.u1.create', id: 'event_123', data: { $id: 'u1' } },
  },
  {
    scheme: 'classic',
    request: {
      body: '{"id":"evt_xyz789","type":"order.shipped","createdAt":"2024-01-15T10:00:00Z","data":{"orderId":"ord_123"}}',
      headers: { 'X-Webhook-Signature': 'sha256=c368c1902d26c5a07959ab717605e0cf300ddddd8fafe6d9cef936c9c93b5ddf' },
    },
    expected: { type: 'order.shipped', id: 'evt_xyz789', data: { orderId: 'ord_123' } },
  },
  {
    scheme: 'appwrite-native',
    url: URL_OF_APPWRITE,
    request: {
      body: '{"$id":"u1"}',
      headers: {
        'X-Appwrite-Webhook-Events': 'users.u1.update,users.*.update,users.u1.update.email,users.u1,users.*',
        'X-Appwrite-Webhook-Signature': '6NDPlcJUXl/nCWz2L24qgKISsLo=',
      },
    },
    expected: { type: 'users.u1.update.email', data: { $id: 'u1' } },
  },
  {
    // The vector that the libraries of Standard Webhooks share.
    scheme: 'standard-webhooks',
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    now: 1_614_265_330,
    request: {
      body: '{"test": 2432232314}',
      headers: {
        'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        'webhook-timestamp': '1614265330',
        'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
      },
    },
    expected: { type: '', id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', data: undefined },
  },
  {
    // The secret of GitHub's documentation; signed with Python's hmac.
    scheme: 'github',
    secret: "It's a Secret to Everybody",
    request: {
      body: '{"action":"opened","number":7}',
      headers: {
        'X-GitHub-Event': 'pull_request',
        'X-GitHub-Delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
        'X-Hub-Signature-256': 'sha256=34fd4221cb1c8b95d142c6dc81775bb15fcd403d46608fdf114c11b6a0f525c5',
      },
    },
    expected: {
      type: 'pull_request.opened',
      id: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
      data: { action: 'opened', number: 7 },
    },
  },
  {
    // Stripe indents its bodies; signed with Python's hmac.
    scheme: 'stripe',
    request: {
      body: '{\n  "id": "evt_1",\n  "type": "charge.succeeded",\n  "created": 1736937000,\n  "data": {\n    "object": {\n      "id": "ch_1"\n    }\n  }\n}',
      headers: {
        'Stripe-Signature': `t=${timestamp},v1=a32d01708a869a75a75d1b2873f26ec2d4f13449513c7bd8b18a543360410f8e,v0=ignored`,
      },
    },
    expected: { type: 'charge.succeeded', id: 'evt_1', data: { object: { id: 'ch_1' } } },
  },
];
