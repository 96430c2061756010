import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { CursorCodec } from './cursor.js';

const codec = new CursorCodec([Buffer.alloc(32, 1)]);

describe('CursorCodec', () => {
  it('gives back the position that it was given', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.oneof(fc.string(), fc.integer())), (list, position) => {
        expect(codec.decode(list, codec.encode(list, position))).toEqual(position);
      }),
    );
  });

  it('refuses a cursor in which any character was changed', () => {
    const cursor = codec.encode('webhooks', ['2026-01-15', 'a']);
    for (let index = 0; index < cursor.length; index += 1) {
      for (const other of ['A', 'z', '-', '!']) {
        if (cursor[index] === other) continue;
        const forged = cursor.slice(0, index) + other + cursor.slice(index + 1);
        expect(() => codec.decode('webhooks', forged)).toThrow(/not one that this list returned/);
      }
    }
  });

  it('refuses a cursor of another list and of another installation', () => {
    const cursor = codec.encode('deliveries:p1', [1]);
    expect(() => codec.decode('deliveries:p2', cursor)).toThrow();
    expect(() => new CursorCodec([Buffer.alloc(32, 2)]).decode('deliveries:p1', cursor)).toThrow();
  });

  it('keeps cursors valid while a key is being replaced', () => {
    const cursor = codec.encode('x', [1]);
    expect(new CursorCodec([Buffer.alloc(32, 2), Buffer.alloc(32, 1)]).decode('x', cursor)).toEqual([1]);
  });

  it('refuses any text that is no cursor', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => codec.decode('x', text)).toThrow();
      }),
    );
  });
});
