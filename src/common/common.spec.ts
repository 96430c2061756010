import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { changedFields } from './changed-fields.js';
import { Ids, isId } from './ids.js';

describe('ids', () => {
  it('ascend, also within a millisecond, and never repeat', () => {
    const ids = new Ids();
    const made = Array.from({ length: 20_000 }, () => ids.next('user'));
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
  });

  it('are a prefix and a UUID of version 7', () => {
    const id = new Ids().next('proj');
    expect(id).toMatch(/^proj_[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
    expect(isId(id, 'proj')).toBe(true);
    expect(isId(id, 'user')).toBe(false);
  });

  it('are told from any other text', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(isId(text, 'user')).toBe(false)));
  });
});

describe('the changed fields', () => {
  const fields = ['name', 'tags'] as const;

  it('are applied, and given back as they were', () => {
    const entity = { name: 'a', tags: { x: 1 } };
    expect(changedFields(entity, { name: 'b', tags: { x: 1 } }, fields)).toEqual({ name: 'a' });
    expect(entity).toEqual({ name: 'b', tags: { x: 1 } });
  });

  it('are none when everything is absent or the same', () => {
    expect(changedFields({ name: 'a', tags: { x: 1 } }, { tags: { x: 1 } }, fields)).toBeUndefined();
  });
});
