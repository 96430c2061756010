import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { appwriteLevels, expandAppwriteEvent, isAppwriteEventName, matchesAppwrite } from './appwrite-event.js';
import { parseAppwritePattern } from './appwrite-grammar.js';

describe('the expansion of an Appwrite event', () => {
  it.each([
    ['users.u1.create', 4],
    ['users.u1.update.email', 6],
    ['users.u1.sessions.s1.create', 10],
    ['buckets.b1.files.f1.create', 10],
    ['functions.f1.executions.e1.create', 10],
    ['teams.t1.memberships.m1.update.status', 16],
    ['databases.d1.create', 4],
    ['databases.d1.tables.t1.create', 18],
    ['databases.d1.tables.t1.rows.r1.create', 42],
    ['databases.d1.collections.t1.documents.r1.create', 42],
  ])('of %s has %d items', (name, count) => {
    const items = expandAppwriteEvent(name);
    expect(items).toHaveLength(count);
    expect(new Set(items).size).toBe(count);
  });

  it('comes in the order of the real server', () => {
    expect(expandAppwriteEvent('users.u1.create')).toEqual([
      'users.u1.create',
      'users.*.create',
      'users.u1',
      'users.*',
    ]);
    expect(expandAppwriteEvent('users.u1.update.email')).toEqual([
      'users.u1.update',
      'users.*.update',
      'users.u1.update.email',
      'users.*.update.email',
      'users.u1',
      'users.*',
    ]);
    expect(expandAppwriteEvent('buckets.b1.files.f1.create')).toEqual([
      'buckets.b1.files.f1.create',
      'buckets.*.files.*.create',
      'buckets.b1.files.*.create',
      'buckets.*.files.f1.create',
      'buckets.b1.files.f1',
      'buckets.*.files.*',
      'buckets.b1.files.*',
      'buckets.*.files.f1',
      'buckets.b1',
      'buckets.*',
    ]);
    expect(expandAppwriteEvent('databases.d1.tables.t1.create').slice(0, 4)).toEqual([
      'databases.d1.tables.t1.create',
      'databases.d1.collections.t1.create',
      'databases.*.tables.*.create',
      'databases.*.collections.*.create',
    ]);
  });

  it('keeps the quirk of attributes of sub-resources', () => {
    expect(expandAppwriteEvent('teams.t1.memberships.m1.update.status')).toEqual(
      expect.arrayContaining(['teams.t1.update.status', 'teams.*.update.status']),
    );
  });
});

const word = fc.constantFrom(
  'users',
  'teams',
  'databases',
  'tables',
  'collections',
  'rows',
  'documents',
  'memberships',
  'main',
  'u1',
  'create',
  'update',
  'status',
  '*',
);
const concrete = fc.constantFrom(
  'users.u1.create',
  'users.u1.update.status',
  'teams.u1.memberships.main.update.status',
  'databases.main.tables.u1.create',
  'databases.main.tables.u1.rows.u1.update',
  'databases.main.collections.u1.documents.u1.create',
);

describe('an Appwrite pattern under the real grammar', () => {
  it('hears an event exactly when it is an item of the expansion', () => {
    fc.assert(
      fc.property(
        concrete,
        fc.array(word, { minLength: 2, maxLength: 7 }),
        fc.nat(),
        fc.boolean(),
        (name, random, pick, fromList) => {
          const items = expandAppwriteEvent(name);
          const text = fromList ? (items[pick % items.length] ?? '') : random.join('.');
          const pattern = parseAppwritePattern(text, 'real');
          if (typeof pattern === 'string') {
            // The quirk is emitted by the real server but cannot be subscribed to.
            expect(!fromList || text.startsWith('teams.')).toBe(true);
            return;
          }
          expect(matchesAppwrite(pattern, appwriteLevels(name.split('.')))).toBe(items.includes(text));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it.each([
    'storage.*.files.*.create',
    'users.*',
    'users.*.update.email',
    'databases.*.tables.orders.rows.*.upsert',
    'teams.*.memberships.*.update.status',
  ])('accepts %s', (text) => {
    expect(typeof parseAppwritePattern(text, 'real')).toBe('object');
  });

  it.each([
    'users.*.*',
    'users',
    'users.**',
    'users.*.explode',
    'orders.*.create',
    'databases.*.tables.*.files.*',
    'users.*.update.shoe',
    '*.u1.create',
    'users.a b',
  ])('refuses %s', (text) => {
    expect(typeof parseAppwritePattern(text, 'real')).toBe('string');
  });
});

describe('an Appwrite pattern under the document grammar', () => {
  it.each(['users.*.*', 'users.u1.*', '*.*.create', 'databases.*.*.orders.rows.*', 'databases.*.tables.*.*.*.create'])(
    'accepts %s',
    (text) => {
      expect(typeof parseAppwritePattern(text, 'document')).toBe('object');
    },
  );

  it.each([
    'users.**',
    'users.*.explode',
    'users.u*',
    '*.*',
    'orders.*.create',
    'a.b.c.d.e.f.g.h',
    'users.{id}.create',
  ])('refuses %s', (text) => {
    expect(typeof parseAppwritePattern(text, 'document')).toBe('string');
  });
});

it('tells a concrete event name from a pattern or a prefix', () => {
  expect(
    ['users.u1.create', 'users.u1.update.email', 'databases.a.tables.b.rows.c.upsert'].every(isAppwriteEventName),
  ).toBe(true);
  expect(
    ['users.u1', 'users.*.create', 'users..create', 'order.shipped', 'users.u1.sessions.s1'].some(isAppwriteEventName),
  ).toBe(false);
});
