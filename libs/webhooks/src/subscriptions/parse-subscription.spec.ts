import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { namedTables } from './compiled-subscription.js';
import { parseSubscription, type EventTypeLookup, type SubscriptionInput } from './parse-subscription.js';

const names = ['user.created', 'user.updated', 'user.deleted', 'project.created', 'file.uploaded', 'webhook.disabled'];
const catalog: EventTypeLookup = { has: (type) => names.includes(type), names: () => names };
const withTables: EventTypeLookup = {
  ...catalog,
  hasTable: (schema, table) => schema === 'public' && table === 'orders',
};

function parse(
  input: Partial<SubscriptionInput>,
  strict = true,
  lookup = catalog,
): ReturnType<typeof parseSubscription> {
  return parseSubscription({ dialect: 'standard', ...input }, { catalog: lookup, strict });
}

function refusal(input: Partial<SubscriptionInput>, strict = true, lookup = catalog) {
  const parsed = parse(input, strict, lookup);
  return parsed.ok ? [] : parsed.errors;
}

describe('what a webhook listens for', () => {
  it('takes every form, mixed, and normalises it', () => {
    const events = [
      'user.created',
      ' user.* ',
      '*',
      'users.*.create',
      'databases.*.tables.orders.rows.*',
      'storage.*.files.*.create',
      'record.created',
      'user.created',
      { table: 'orders', operations: ['insert', 'UPDATE', 'INSERT'] },
      { table: '*' },
      { schema: 'sales', table: 'leads', operations: ['*', 'DELETE'] },
    ];
    expect(parse({ events, collections: ['*'], filter: { a: 1 } })).toEqual({
      ok: true,
      warnings: [],
      subscription: {
        events: [
          'user.created',
          'user.*',
          '*',
          'users.*.create',
          'databases.*.tables.orders.rows.*',
          'storage.*.files.*.create',
          'record.created',
          { table: 'orders', operations: ['INSERT', 'UPDATE'] },
          { table: '*', operations: ['*'] },
          { table: 'sales.leads', operations: ['*'] },
        ],
        collections: ['*'],
        tables: [],
        filter: { a: 1 },
        dialect: 'standard',
      },
    });
  });

  it('refuses an unknown type on the native API and names the nearest', () => {
    expect(refusal({ events: ['user.craeted'] })).toEqual([
      expect.objectContaining({
        field: 'events[0]',
        code: 'unknown_event_type',
        nearest: expect.arrayContaining(['user.created']),
      }),
    ]);
    expect(refusal({ events: ['users.created'] })[0]).toMatchObject({
      code: 'unknown_event_type',
      nearest: expect.arrayContaining(['user.created', 'user.updated']),
    });
  });

  it('accepts an unknown type on the APIs of the documents, with a warning', () => {
    expect(parse({ events: ['order.created', 'order.shipped'] }, false)).toMatchObject({
      ok: true,
      subscription: { events: ['order.created', 'order.shipped'] },
      warnings: [{ field: 'events[0]', code: 'unknown_event_type' }, { field: 'events[1]' }],
    });
  });

  it('warns of a wildcard that selects nothing yet', () => {
    expect(parse({ events: ['usr.*'] })).toMatchObject({
      ok: true,
      warnings: [{ code: 'unknown_event_type', nearest: expect.arrayContaining(['user.*']) }],
    });
  });

  it('knows row changes by the exact name of an existing table', () => {
    expect(parse({ events: ['orders.created', 'public.orders.deleted'] }, true, withTables)).toMatchObject({
      ok: true,
      warnings: [],
    });
    expect(refusal({ events: ['ordres.created'] }, true, withTables)).toHaveLength(1);
  });

  it('warns of tables that do not exist yet and of entries that the lists narrow away', () => {
    const parsed = parse({ events: [{ table: 'orders', operations: ['*'] }], tables: ['leads'] }, true, withTables);
    expect(parsed).toMatchObject({
      ok: true,
      warnings: [
        { field: 'tables[0]', code: 'unknown_table' },
        { field: 'events[0]', code: 'narrowed_away' },
      ],
    });
  });

  it('refuses a field that an entry does not have; what a document sends beside it is left out', () => {
    const events = [{ table: 'orders', operation: ['INSERT'] }];
    expect(refusal({ events }, true)).toEqual([
      expect.objectContaining({ field: 'events[0].operation', code: 'unknown_field' }),
    ]);
    expect(parse({ events }, false)).toMatchObject({
      subscription: { events: [{ table: 'orders', operations: ['*'] }] },
    });
  });

  it.each<[string, unknown, string]>([
    ['nothing', [], 'required'],
    ['no list', 'user.created', 'invalid_event'],
    ['a number', [1], 'invalid_event'],
    ['an empty text', [''], 'invalid_event'],
    ['a star inside a name', ['user.*.created'], 'invalid_pattern'],
    ['a leading star', ['*.created'], 'invalid_pattern'],
    ['two stars', ['databases.**'], 'invalid_pattern'],
    ['a word that is no action', ['users.*.explode'], 'invalid_pattern'],
    ['a strange operation', [{ table: 'orders', operations: ['TRUNCATE'] }], 'invalid_operation'],
    ['no operations', [{ table: 'orders', operations: [] }], 'invalid_operation'],
    ['a strange table', [{ table: 'a.b.c', operations: ['*'] }], 'invalid_table'],
    ['too many', Array.from({ length: 201 }, (_, at) => `a.b${at}`), 'too_many'],
  ])('refuses %s in both modes', (_name, events, code) => {
    for (const strict of [true, false])
      expect(refusal({ events }, strict)).toEqual([expect.objectContaining({ code })]);
  });

  it("keeps the real grammar for today's Appwrite", () => {
    expect(parse({ events: ['users.*.*'], dialect: 'appwrite' }).ok).toBe(true);
    expect(refusal({ events: ['users.*.*'], dialect: 'appwrite-native' })).toEqual([
      expect.objectContaining({ code: 'invalid_pattern' }),
    ]);
  });

  it('reports each wrong place of a filter', () => {
    expect(refusal({ events: ['*'], filter: { amount: { $gtt: 1 } } })).toEqual([
      expect.objectContaining({ field: 'filter.amount.$gtt', code: 'invalid_filter' }),
    ]);
  });

  it('never throws, and what it accepts it accepts again', () => {
    fc.assert(
      fc.property(
        fc.record({
          events: fc.jsonValue(),
          collections: fc.jsonValue(),
          tables: fc.jsonValue(),
          filter: fc.jsonValue(),
        }),
        fc.boolean(),
        (input, strict) => {
          const parsed = parse(input, strict);
          if (parsed.ok)
            expect(parse(parsed.subscription, strict)).toMatchObject({ ok: true, subscription: parsed.subscription });
        },
      ),
    );
  });
});

it('names the tables that must be watched', () => {
  const parsed = parse(
    {
      events: [
        'record.created',
        'orders.created',
        { table: 'sales.leads', operations: ['*'] },
        'databases.*.tables.posts.rows.*',
      ],
      collections: ['comments'],
    },
    false,
  );
  if (!parsed.ok) throw new Error('refused');
  expect(namedTables(parsed.subscription)).toEqual([
    { schema: 'public', table: 'orders', certain: false },
    { schema: 'public', table: 'comments', certain: true },
    { schema: 'sales', table: 'leads', certain: true },
    { schema: 'public', table: 'posts', certain: true },
  ]);
});
