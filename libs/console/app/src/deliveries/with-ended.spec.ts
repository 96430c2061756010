import { describe, expect, it } from '@jest/globals';

import type { Delivery } from '../api/types.js';
import { MAX_TAILED, PAGE_SIZE, withEnded } from './with-ended.js';

const delivery = (id: string, status: Delivery['status'] = 'success') => ({ id, status }) as Delivery;
const page = (from: string, next_cursor: string | null) => ({
  deliveries: Array.from({ length: PAGE_SIZE }, (_, index) => delivery(`${from}${index}`)),
  next_cursor,
});
const ids = ({ pages }: ReturnType<typeof withEnded>): string[] =>
  pages.flatMap(({ deliveries }) => deliveries.map(({ id }) => id));

describe('a tailed list of deliveries', () => {
  const known = { pages: [page('a', 'one'), page('b', 'two')], pageParams: [undefined, 'one'] };

  it('shows what has ended last first, and what was known of a delivery anew in its place', () => {
    const after = withEnded(known, [delivery('x'), delivery('b7', 'failed'), delivery('y'), delivery('x', 'failed')]);
    expect(ids(after).slice(0, 3)).toEqual(['y', 'x', 'a0']);
    expect(after.pages[0]?.deliveries[1]?.status).toBe('failed');
    expect(after.pages[1]?.deliveries[7]).toMatchObject({ id: 'b7', status: 'failed' });
    expect(after.pages.map(({ next_cursor }) => next_cursor)).toEqual(['one', 'two']);
  });

  it('does not grow for ever', () => {
    let list: ReturnType<typeof withEnded> = known;
    for (let number = 0; number < 3 * MAX_TAILED; number += 1) list = withEnded(list, [delivery(`new ${number}`)]);
    expect(ids(list)).toHaveLength(MAX_TAILED);
    expect(ids(list)[0]).toBe(`new ${3 * MAX_TAILED - 1}`);
    // Nobody may go on from a row whose followers have left.
    expect(list.pages).toMatchObject([{ next_cursor: null }]);
  });
});
