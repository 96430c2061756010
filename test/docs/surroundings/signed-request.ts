import { signStandard } from '@posthorn/signing';

const id = 'evt_0198c5e2d8a07b3f9d1e4c6a8b2f0d17';
const timestamp = Math.floor(Date.now() / 1000);

/** The bytes of a delivery that has just come in. */
export const rawBody = Buffer.from(
  '{"type":"user.created","timestamp":"2026-01-15T12:30:00.000Z","data":{"id":"user_1"}}',
);

export const headers: Record<string, string> = {
  'webhook-id': id,
  'webhook-timestamp': String(timestamp),
  'webhook-signature': signStandard([{ kind: 'hmac', value: process.env['WEBHOOK_SECRET'] ?? '' }], {
    id,
    timestamp,
    body: rawBody.toString(),
  }),
};

export const currentSecret = process.env['WEBHOOK_SECRET']!;
export const previousSecret = 'whsec_cHJldmlvdXMtc2VjcmV0LW9mLTMyLWJ5dGVzLWZvci1kb2Nz';
