import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ENGINE, RecoveryRunner, type DeliveryEngine } from '@posthorn/webhooks';
import { startApi, type Api } from './api-support.js';
import { Receiver } from './api-support-receiver.js';

const data = { id: 'user_1', name: 'Ada', email: 'ada@example.com' };

describe('the recovery of what a new webhook has missed', () => {
  let api: Api;
  const receiver = new Receiver();
  let url: string;

  beforeAll(async () => {
    url = await receiver.start();
    api = await startApi({ options: { worker: { enabled: false } } });
  });
  afterAll(async () => {
    await api.close();
    await receiver.stop();
  });

  const published = async (project: string, how: 'code' | 'SQL'): Promise<string> => {
    if (how === 'code')
      return (await api.call('POST', '/v1/events', { type: 'user.created', data }, { token: project })).body.id;
    const { rows } = await api.db.pool.query(`select posthorn.publish($1, 'user.created', $2) as id`, [
      project,
      JSON.stringify(data, null, 1),
    ]);
    return rows[0].id;
  };

  it.each([
    ['still waits for its fan-out', 'code', undefined],
    ['was published by SQL and still waits for its fan-out', 'SQL', undefined],
    [
      'is just being sent to others',
      'code',
      `with taken as (delete from posthorn.outbox returning event_id, project_id)
       insert into posthorn.leases (owner, expires_at, event_ids, project_ids, claims)
       select gen_random_uuid(), now() + interval '1 minute', array_agg(event_id), array_agg(project_id), '{0}' from taken`,
    ],
  ])('sends an event that %s', async (state, how, claim) => {
    const project = state.replaceAll(' ', '-');
    const id = await published(project, how as 'code' | 'SQL');
    if (claim !== undefined) await api.db.pool.query(claim);
    const { body: webhook } = await api.call(
      'POST',
      '/v1/webhooks',
      { url, events: ['user.created'], retry: { schedule: [0] } },
      { token: project },
    );
    const recovery = { since: '2020-01-01T00:00:00Z', status: ['missing'] };
    expect(
      (await api.call('POST', `/v1/webhooks/${webhook.id}/recover`, recovery, { token: project })).body,
    ).toMatchObject({
      found: 1,
    });
    await api.app.get(RecoveryRunner, { strict: false }).runOnce();
    await api.app.get<DeliveryEngine>(ENGINE, { strict: false }).runOnce();
    expect(receiver.received.map((request) => request.headers['webhook-id'])).toContain(id);
  });
});
