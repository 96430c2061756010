import { describe, expect, it } from '@jest/globals';
import type { Subscription } from '../subscriptions/subscription.js';
import { wantedTables } from './wanted-tables.js';

const wanted = (given: Partial<Subscription>): string[] =>
  wantedTables({ events: [], collections: [], tables: [], filter: null, dialect: 'standard', ...given })
    .map(({ schema, table, certain }) => `${schema}.${table}${certain ? '' : '?'}`)
    .sort();

describe('the tables that a subscription needs', () => {
  it.each([
    [{ events: ['user.created'] }, ['public.user?']],
    [{ events: ['*', 'user.*', 'webhook.*'] }, []],
    [{ events: ['users.*.create', 'databases.*'] }, []],
    [{ tables: ['orders', 'sales.items', 'sales.*'] }, ['public.orders', 'sales.*', 'sales.items']],
    [{ events: [{ table: 'orders', operations: ['INSERT' as const] }] }, ['public.orders']],
    [{ events: [{ table: '*', operations: ['*' as const] }] }, ['*.*?']],
    [{ events: ['record.created'], collections: ['posts'] }, ['public.posts']],
    [{ events: ['record.created', 'record.*'] }, ['*.*?']],
    [{ events: ['databases.*.tables.orders.rows.*'] }, ['public.orders']],
    [{ events: ['databases.main.collections.*.documents.*.create'] }, ['*.*?']],
    [{ events: ['databases.main.tables.*'] }, []],
  ])('%j are %j', (subscription, tables) => {
    expect(wanted(subscription)).toEqual(tables);
  });
});
