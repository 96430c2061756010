import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { orderingHash } from './ordering-key.js';

describe('the key of an ordered delivery', () => {
  const at = (path: string, payload: unknown): string | null => orderingHash(payload, path);

  it('is read by a dotted path through objects and list positions', () => {
    const value = at('id', { id: 'a' });
    expect(at('user.id', { user: { id: 'a' } })).toBe(value);
    expect(at('users.1.id', { users: [{ id: 'b' }, { id: 'a' }] })).toBe(value);
    expect(at('user.id', { 'user.id': 'a', user: { id: 'b' } })).toBe(value);
    expect(at('id', { id: 'b' })).not.toBe(value);
  });

  it('may be named as it stands in the delivered body', () => {
    expect(at('data.id', { id: 'a' })).toBe(at('id', { id: 'a' }));
    expect(at('data.id', { id: 'b', data: { id: 'a' } })).toBe(at('id', { id: 'a' }));
  });

  it('is a string, a number or a boolean', () => {
    expect(at('id', { id: 7 })).toBe(at('id', { id: '7' }));
    expect(at('id', { id: false })).not.toBeNull();
    expect(at('id', { id: '' })).not.toBeNull();
    for (const id of [null, undefined, {}, ['a']]) expect(at('id', { id })).toBeNull();
  });

  it('is never found in what the payload only inherits', () => {
    for (const path of ['constructor', 'constructor.name', '__proto__', 'id.length', 'toString']) {
      expect(at(path, { id: 'abc' })).toBeNull();
    }
  });

  it('is a signed 64-bit number for every payload and path, or nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (payload, path) => {
        const hash = orderingHash(payload, path);
        expect(hash === null || BigInt.asIntN(64, BigInt(hash)).toString() === hash).toBe(true);
      }),
    );
    fc.assert(fc.property(fc.string(), (id) => orderingHash({ id }, 'id') !== null));
  });
});
