import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { explainWebhook } from './explain.js';
import { compileSubscriptions } from './subscription-index.js';
import type { EventSelector, MatchableEvent, SubscribedWebhook, Subscription } from './subscription.js';

interface Hook extends SubscribedWebhook {
  readonly id: string;
}

function subscription(events: readonly EventSelector[], rest: Partial<Subscription> = {}): Subscription {
  return { events, collections: [], tables: [], filter: null, dialect: 'standard', ...rest };
}

function hook(
  id: string,
  events: readonly EventSelector[],
  rest: Partial<Subscription> = {},
  projectId: string | null = 'p1',
): Hook {
  return { id, projectId, subscription: subscription(events, rest) };
}

const userCreated: MatchableEvent = {
  projectId: 'p1',
  type: 'user.created',
  kind: 'catalog',
  resource: { collection: 'users', idField: 'id', operation: 'create', appwrite: 'users.{id}.create' },
  data: '{"id":"u1","status":"active"}',
};

function change(
  table: string,
  operation: 'INSERT' | 'UPDATE' | 'DELETE' = 'INSERT',
  schema = 'public',
): MatchableEvent {
  const record = { id: 7, status: 'new' };
  return {
    projectId: 'p1',
    type: `${table}.created`,
    kind: 'change',
    change: { schema, table, operation, record, oldRecord: null },
    data: JSON.stringify(record),
  };
}

function heard(hooks: readonly Hook[], event: MatchableEvent): string[] {
  return compileSubscriptions(hooks)
    .match(event)
    .map(({ id }) => id)
    .sort();
}

describe('who hears an event', () => {
  it('hears exact types, wildcards and everything, once however many entries select the event', () => {
    const hooks = [
      hook('exact', ['user.created', 'user.*', '*', 'users.*.create', 'users.u1']),
      hook('wildcard', ['user.*']),
      hook('all', ['*']),
      hook('other', ['project.*', 'user.updated']),
    ];
    expect(heard(hooks, userCreated)).toEqual(['all', 'exact', 'wildcard']);
  });

  it('keeps projects apart and lets the installation hear all of them', () => {
    const hooks = [hook('own', ['*']), hook('foreign', ['*'], {}, 'p2'), hook('installation', ['*'], {}, null)];
    expect(heard(hooks, userCreated)).toEqual(['installation', 'own']);
    expect(heard(hooks, { ...userCreated, projectId: 'unknown' })).toEqual(['installation']);
    expect(heard(hooks, { ...userCreated, projectId: null })).toEqual(['installation']);
  });

  it('does not let wildcards hear row changes or operational events', () => {
    const hooks = [
      hook('all', ['*']),
      hook('prefix', ['orders.*', 'webhook.*']),
      hook('exact', ['orders.created', 'webhook.disabled']),
    ];
    expect(heard(hooks, change('orders'))).toEqual(['exact']);
    const disabled: MatchableEvent = { projectId: 'p1', type: 'webhook.disabled', kind: 'operational', data: '{}' };
    expect(heard(hooks, disabled)).toEqual(['exact', 'prefix']);
  });

  it('hears row changes by table, record event, collection, exact name and Appwrite pattern', () => {
    const hooks = [
      hook('object', [{ table: 'orders', operations: ['INSERT'] }]),
      hook('other-operation', [{ table: 'orders', operations: ['DELETE'] }]),
      hook('any-table', [{ table: '*', operations: ['*'] }]),
      hook('schema', [{ table: 'public.*', operations: ['*'] }]),
      hook('record', ['record.created']),
      hook('record-narrowed', ['record.*'], { collections: ['posts'] }),
      hook('record-chosen', ['record.*'], { collections: ['posts', 'orders'] }),
      hook('tables-alone', [], { tables: ['orders'] }),
      hook('exact-full', ['public.orders.created']),
      hook('pattern', ['databases.*.tables.orders.rows.*']),
      hook('collections-pattern', ['databases.main.collections.orders.documents.*.create']),
      hook('row', ['databases.main.tables.orders.rows.7']),
      hook('other-row', ['databases.main.tables.orders.rows.8']),
    ];
    const expected = [
      ...[
        'any-table',
        'collections-pattern',
        'exact-full',
        'object',
        'pattern',
        'record',
        'record-chosen',
        'row',
        'schema',
      ],
      'tables-alone',
    ];
    expect(heard(hooks, change('orders'))).toEqual(expected);
    expect(heard(hooks, change('orders', 'INSERT', 'sales'))).toEqual(['any-table', 'record']);
  });

  it('lets every pattern of the Appwrite document hear what its description says', () => {
    const order: MatchableEvent = {
      projectId: 'p1',
      type: 'x.y',
      kind: 'catalog',
      data: '{}',
      appwriteEvent: 'databases.main.tables.orders.rows.r1.create',
    };
    const file = { ...order, appwriteEvent: 'buckets.b1.files.f1.create' };
    const run = { ...order, appwriteEvent: 'functions.f1.executions.e1.update' };
    const patterns = [
      'users.*',
      'users.*.create',
      'databases.*',
      'databases.main.tables.orders.rows.*.create',
      'storage.*.files.*.create',
      'functions.*.executions.*',
      'databases.*.tables.orders.rows.*',
      'databases.*.tables.*.rows.*',
    ];
    const hooks = patterns.map((pattern) => hook(pattern, [pattern]));
    expect(heard(hooks, userCreated)).toEqual(['users.*', 'users.*.create']);
    expect(heard(hooks, order)).toEqual([
      'databases.*',
      'databases.*.tables.*.rows.*',
      'databases.*.tables.orders.rows.*',
      'databases.main.tables.orders.rows.*.create',
    ]);
    expect(heard(hooks, file)).toEqual(['storage.*.files.*.create']);
    expect(heard(hooks, run)).toEqual(['functions.*.executions.*']);
  });

  it('allows a star in the place of an action, except under the real grammar', () => {
    const hooks = [hook('document', ['users.*.*']), hook('real', ['users.*.*'], { dialect: 'appwrite-native' })];
    expect(heard(hooks, userCreated)).toEqual(['document']);
  });

  it('finds a webhook for one user among patterns that name users, event by event', () => {
    const index = compileSubscriptions([
      hook('u1', ['users.u1']),
      hook('u2', ['users.u2.create']),
      hook('loose', ['users.u2.*']),
    ]);
    const ids = (id: string): string[] =>
      index
        .match({ ...userCreated, data: JSON.stringify({ id }) })
        .map((one) => one.id)
        .sort();
    expect(ids('u1')).toEqual(['u1']);
    expect(ids('u2')).toEqual(['loose', 'u2']);
    expect(ids('u3')).toEqual([]);
  });

  it('narrows by content', () => {
    const hooks = [
      hook('active', ['user.*'], { filter: { status: 'active' } }),
      hook('closed', ['user.*'], { filter: { status: 'closed' } }),
    ];
    expect(heard(hooks, userCreated)).toEqual(['active']);
  });

  it('hears nothing with a stored filter that cannot be read, and still serves the others', () => {
    const hooks = [hook('broken', ['*'], { filter: { a: { $regex: '.*' } } }), hook('fine', ['*'])];
    expect(heard(hooks, userCreated)).toEqual(['fine']);
  });
});

const words = fc.constantFrom(
  'users',
  'u1',
  'u2',
  'databases',
  'main',
  'tables',
  'orders',
  'rows',
  '7',
  'create',
  'update',
  'email',
  'buckets',
  'storage',
  'files',
  '*',
);
const selectors: fc.Arbitrary<EventSelector> = fc.oneof(
  fc.constantFrom(
    '*',
    'user.*',
    'user.created',
    'orders.created',
    'public.orders.updated',
    'record.*',
    'record.created',
    'webhook.*',
    'databases.*',
  ),
  fc.constantFrom(
    'users.*.update',
    'users.u1',
    'users.u1.*',
    '*.u1.create',
    'databases.*.tables.orders.rows.7',
    'databases.main.collections.*.documents.*.update',
    'teams.*.update.status',
    'storage.*.files.*.create',
    'buckets.p1.*.f1',
  ),
  fc.array(words, { minLength: 2, maxLength: 7 }).map((segments) => segments.join('.')),
  fc.record({
    table: fc.constantFrom('orders', 'sales.orders', 'sales.*', '*', 'users'),
    operations: fc.subarray(['INSERT', 'UPDATE', 'DELETE', '*'] as const, { minLength: 1 }),
  }),
);
const filters = fc.constantFrom(null, null, null, { id: 'u1' }, { status: { $ne: 'new' } }, { id: { $in: [7, 'u2'] } });
const names = fc.subarray(['orders', 'sales.orders', 'users', '*']);
const hooks: fc.Arbitrary<Hook[]> = fc.array(
  fc.record({
    id: fc.uuid(),
    projectId: fc.constantFrom('p1', 'p1', 'p2', null),
    subscription: fc.record({
      events: fc.array(selectors, { maxLength: 4 }),
      collections: fc.oneof(fc.constant([]), names),
      tables: fc.oneof(fc.constant([]), names),
      filter: filters,
      dialect: fc.constantFrom('standard', 'appwrite', 'appwrite-native'),
    }),
  }),
  { maxLength: 12 },
);
const payloads = fc.record({
  id: fc.constantFrom<string | number>('u1', 'u2', 7, 'a.b'),
  status: fc.constantFrom('active', 'new'),
});
const events: fc.Arbitrary<MatchableEvent> = fc
  .record({
    projectId: fc.constantFrom('p1', 'p2', 'p3', null),
    payload: payloads,
    what: fc.oneof(
      fc.record({
        kind: fc.constant('catalog' as const),
        type: fc.constantFrom('user.created', 'user.updated', 'orders.created', 'file.uploaded'),
        resource: fc.option(
          fc.constantFrom(
            { collection: 'users', idField: 'id', operation: 'create' as const, appwrite: 'users.{id}.create' },
            { collection: 'users', idField: 'id', operation: 'update' as const, appwrite: 'users.{id}.update.email' },
            {
              collection: 'files',
              idField: 'id',
              operation: 'create' as const,
              appwrite: 'buckets.{project}.files.{id}.create',
            },
            { collection: 'orders', idField: 'id', operation: 'create' as const },
          ),
          { nil: undefined },
        ),
      }),
      fc.record({
        kind: fc.constant('catalog' as const),
        type: fc.constant('appwrite.event'),
        appwriteEvent: fc.constantFrom(
          'users.u1.create',
          'users.u2.update.email',
          'teams.t1.memberships.m1.update.status',
          'buckets.p1.files.f1.create',
          'databases.main.tables.orders.rows.7.update',
          'databases.main.collections.orders.create',
        ),
      }),
      fc.record({
        kind: fc.constant('change' as const),
        type: fc.constantFrom('orders.created', 'orders.updated'),
        schema: fc.constantFrom('public', 'sales'),
        table: fc.constantFrom('orders', 'users'),
        operation: fc.constantFrom('INSERT' as const, 'UPDATE' as const, 'DELETE' as const),
      }),
      fc.record({
        kind: fc.constant('operational' as const),
        type: fc.constantFrom('webhook.disabled', 'delivery.exhausted'),
      }),
    ),
  })
  .map(({ projectId, payload, what }) => {
    const data = JSON.stringify(payload);
    if (what.kind !== 'change') return { projectId, data, ...what };
    const { kind, type, schema, table, operation } = what;
    return { projectId, data, kind, type, change: { schema, table, operation, record: payload, oldRecord: null } };
  });

describe('the index and the explanation', () => {
  it('agree for any webhooks and any events, also when plans are remembered', () => {
    fc.assert(
      fc.property(hooks, fc.array(events, { minLength: 1, maxLength: 6 }), (webhooks, sequence) => {
        const index = compileSubscriptions(webhooks);
        for (const event of [...sequence, ...sequence]) {
          const explained = webhooks.filter((webhook) => explainWebhook(webhook, event).matches);
          const matched = index.match(event);
          expect(new Set(matched)).toEqual(new Set(explained));
          expect(matched).toHaveLength(explained.length);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('gives the reason in words', () => {
    const posts = hook('a', ['record.*'], { collections: ['posts'] });
    expect(explainWebhook(posts, change('orders'))).toMatchObject({ matches: false, code: 'collection_not_selected' });
    expect(explainWebhook(hook('b', ['record.*'], { tables: ['posts'] }), change('orders'))).toMatchObject({
      code: 'table_not_selected',
    });
    expect(explainWebhook(hook('c', ['*']), change('orders'))).toMatchObject({
      code: 'not_subscribed',
      reason: expect.stringContaining('Wildcards hear event types only'),
    });
    expect(explainWebhook(hook('d', ['*'], {}, 'p2'), userCreated)).toMatchObject({ code: 'other_project' });
    expect(explainWebhook(hook('e', ['*'], { filter: { status: 'x' } }), userCreated)).toMatchObject({
      code: 'filtered_out',
      reason: 'The payload does not meet "filter".',
    });
    expect(explainWebhook(hook('e', ['*'], { filter: { 'data.status': 'x' } }), userCreated)).toMatchObject({
      reason: expect.stringContaining('inside the payload, which has no "data"'),
    });
    expect(explainWebhook(hook('f', ['*']), userCreated)).toMatchObject({ matches: true, code: 'matched' });
  });
});
