import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatTable, parseTable } from './table-name.js';

describe('the name of a table', () => {
  it.each([
    ['orders', 'public', 'orders'],
    ['Orders', 'public', 'Orders'],
    ['sales.orders', 'sales', 'orders'],
    ['sales.*', 'sales', '*'],
    ['*', '*', '*'],
    ['*.api_keys', '*', 'api_keys'],
    [' sales.order items ', 'sales', 'order items'],
    ['"Odd.Na""me".x', 'Odd.Na"me', 'x'],
    ['sales."Order.Items"', 'sales', 'Order.Items'],
  ])('%j means schema %j, table %j', (text, schema, table) => {
    expect(parseTable(text)).toEqual({ schema, table });
  });

  it.each(['', '.', 'a.', '.a', 'a.b.c', '"a', 'a"b', '**', 'a*', 'a.b*', '""', '"".a'])('is not %j', (text) => {
    expect(() => parseTable(text)).toThrow(expect.objectContaining({ code: 'invalid_table' }));
  });

  it('is read back from what is written for it, whatever it is', () => {
    const part = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => text !== '*');
    fc.assert(
      fc.property(part, part, (schema, table) => {
        expect(parseTable(formatTable({ schema, table }))).toEqual({ schema, table });
      }),
    );
  });
});
