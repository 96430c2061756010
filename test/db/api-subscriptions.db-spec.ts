import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ENGINE, type DeliveryEngine } from '@posthorn/webhooks';
import { Receiver } from './api-support-receiver.js';
import { startApi, type Api } from './api-support.js';

// A host without row changes: nobody looks at the tables that a webhook names.
describe('what a webhook listens for', () => {
  let api: Api;
  let url: string;
  const receiver = new Receiver();

  beforeAll(async () => {
    [api, url] = await Promise.all([startApi(), receiver.start()]);
  });
  afterAll(async () => {
    await api.close();
    await receiver.stop();
  });

  const created = async (fields: object, project: string) =>
    api.call('POST', '/v1/webhooks', { url, ...fields }, { token: project });

  const inserted = async (project: string, schema = 'public') => {
    const record = { schema, table: 'orders', operation: 'INSERT', record: { id: 1 }, old_record: null };
    const event = await api.call('POST', '/v1/events', { record }, { token: project });
    expect(event.status).toBe(201);
    await api.app.get<DeliveryEngine>(ENGINE, { strict: false }).runOnce();
    const { body } = await api.call('GET', '/v1/deliveries', undefined, { token: project });
    return body.deliveries.length as number;
  };

  it('means every operation when an entry with a table names none, and delivers', async () => {
    const answer = await created({ events: [{ table: 'orders' }] }, 'all');
    expect(answer).toMatchObject({ status: 201, body: { events: [{ table: 'orders', operations: ['*'] }] } });
    expect(await inserted('all')).toBe(1);
  });

  it.each([
    ['operations in small letters', { events: [{ table: 'orders', operations: ['insert'] }] }, 'small', 'public'],
    ['a schema beside the table', { events: [{ schema: 'sales', table: 'orders' }] }, 'schema', 'sales'],
    ['blanks around a name', { events: [' record.created '], tables: [' orders '] }, 'blanks', 'public'],
  ])('hears what it was accepted with: %s', async (_name, fields, project, schema) => {
    expect((await created(fields, project)).status).toBe(201);
    expect(await inserted(project, schema)).toBe(1);
  });

  it('does not hear the table of the same name in another schema', async () => {
    await created({ events: [{ schema: 'sales', table: 'orders' }] }, 'other');
    expect(await inserted('other', 'public')).toBe(0);
  });

  it('is taken in the same form by a change and by a preview', async () => {
    const { body } = await created({ events: ['user.*'] }, 'changed');
    const events = [
      { schema: 'sales', table: 'orders', operations: ['insert', 'INSERT'] },
      ' user.created',
      'user.created',
    ];
    const patched = await api.call('PATCH', `/v1/webhooks/${body.id}`, { events }, { token: 'changed' });
    expect(patched.body.events).toEqual([{ table: 'sales.orders', operations: ['INSERT'] }, 'user.created']);
    const preview = { url, events: [{ table: 'orders' }], event_type: 'user.created' };
    expect(await api.call('POST', '/v1/webhooks/preview', preview, { token: 'changed' })).toMatchObject({
      status: 200,
    });
  });
});
