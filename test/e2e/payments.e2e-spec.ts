import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { SandboxGateway } from '../../src/modules/payments/gateway/sandbox-gateway.js';
import { PaymentsService } from '../../src/modules/payments/index.js';
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

  it('are charged once, also when the process that began one has died, and are settled by those that live', async () => {
    const { client } = await app.project();
    const charged: string[] = [];
    const services: PaymentsService[] = [];
    const { charge } = SandboxGateway.prototype;
    const { create } = PaymentsService.prototype;
    PaymentsService.prototype.create = function (this: PaymentsService, input) {
      services.push(this);
      return create.call(this, input);
    };
    SandboxGateway.prototype.charge = ({ id }) => {
      charged.push(id);
      return Promise.reject(new Error('The connection to the gateway broke off.'));
    };
    const post = (key: string, body: object = payment) => client.post('/v1/payments', body, { 'idempotency-key': key });
    /** What a process leaves that ends between the gateway's answer and the stored one. */
    const forgetAnswers = (age: string) =>
      app.database.pool.query(
        `update posthorn.idempotency_keys set status_code = null, response = null, created_at = now() - $1::interval`,
        [age],
      );
    try {
      const first = await post('died');
      await forgetAnswers('6 minutes');
      const again = await post('died');
      expect(again).toMatchObject({ status: 201, body: { id: idOf(first.body), status: 'processing' } });
      await forgetAnswers('6 minutes');
      expect((await post('died', { ...payment, amount: 5 })).body).toMatchObject({
        status: 422,
        code: 'idempotency_key_reused',
      });
      expect(charged).toEqual([idOf(first.body), idOf(first.body)]);
      SandboxGateway.prototype.charge = charge;
      expect(await services[0]?.settleStale(0)).toBeGreaterThanOrEqual(1);
      expect((await client.get('/v1/payments')).body.payments).toMatchObject([{ status: 'succeeded' }]);

      await app.database.pool.query(`update payments set created_at = now() - interval '25 hours' where id = $1`, [
        idOf(first.body),
      ]);
      await forgetAnswers('25 hours');
      expect(idOf((await post('died')).body)).not.toBe(idOf(first.body));
    } finally {
      Object.assign(PaymentsService.prototype, { create });
      SandboxGateway.prototype.charge = charge;
    }
  });

  it('are made in the currencies that are younger than the lists of the libraries', async () => {
    const { client } = await app.project();
    for (const currency of ['XCG', 'zwg']) {
      expect((await client.post('/v1/payments', { ...payment, currency })).body).toMatchObject({
        status: 'succeeded',
        currency: currency.toUpperCase(),
      });
    }
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
