import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { SandboxGateway } from '../../src/modules/payments/gateway/sandbox-gateway.js';
import { idOf, startTestApp, type TestApp } from './support/index.js';

describe('payments over REST', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  const payment = { amount: 1999, currency: 'EUR', source: 'tok_visa' };

  it('succeed or are declined, as their source says', async () => {
    const { id: project_id, client } = await app.project();
    const paid = await client.expect(201, client.post('/v1/payments', { ...payment, currency: 'eur' }));
    expect(paid).toMatchObject({ ...payment, project_id, status: 'succeeded', failure_code: null });
    const declined = await client.expect(
      201,
      client.post('/v1/payments', { ...payment, source: 'tok_chargeDeclined' }),
    );
    expect(declined).toMatchObject({ status: 'failed', failure_code: 'card_declined' });
    expect(await client.expect(200, client.get(`/v1/payments/${idOf(declined)}`))).toEqual(declined);
    expect((await client.get('/v1/payments?status=failed')).body).toMatchObject({
      payments: [declined],
      next_cursor: null,
    });
  });

  it('are under way while the gateway does not answer, and are not made again by a repetition', async () => {
    const { client } = await app.project();
    const key = { 'idempotency-key': 'pay-once' };
    const { charge } = SandboxGateway.prototype;
    SandboxGateway.prototype.charge = () => Promise.reject(new Error('The gateway does not answer.'));
    const first = await client.post('/v1/payments', payment, key);
    SandboxGateway.prototype.charge = charge;
    expect(first).toMatchObject({ status: 201, body: { status: 'processing', failure_code: null } });
    expect((await client.post('/v1/payments', payment, key)).body).toEqual(first.body);
    expect((await client.get('/v1/payments')).body.payments).toEqual([first.body]);
  });

  it.each([
    ['amount', 0],
    ['amount', -5],
    ['amount', 19.99],
    ['amount', '1999'],
    ['amount', null],
    ['currency', 'XYZ'],
    ['currency', 'EURO'],
    ['source', 'tok_unknown'],
    ['source', ''],
  ])('are refused with a field for %s %j', async (field, value) => {
    const { client } = await app.project();
    const answer = await client.post('/v1/payments', { ...payment, [field]: value });
    expect(answer.body).toMatchObject({ status: 422, errors: [{ field }] });
    expect((await client.get('/v1/payments')).body.payments).toEqual([]);
  });
});
