import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { attemptId, deliveryId, eventIdRangeOfAttemptId, eventIdRangeOfDeliveryId } from './delivery-id.js';
import { formatId, isUuid, parseId } from './prefixed-id.js';
import { DAY_MS } from '../common/clock.js';
import { dayOfUuid, uuidFloor, uuidV7 } from './uuid-v7.js';

const eventIds = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 47 }), fc.integer({ min: 0, max: 1e6 }))
  .map(([time]) => uuidV7(time));
const webhookIds = fc.uuid();

describe('ids', () => {
  it('gives every public id back as the UUID that it holds', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        expect(parseId('hook', formatId('hook', uuid))).toBe(uuid);
        expect(parseId('evt', formatId('hook', uuid))).toBeNull();
      }),
    );
    for (const wrong of ['', 'hook_', 'hook_12', `hook_${'A'.repeat(32)}`, `hook_${'g'.repeat(32)}`, 'a'.repeat(32)]) {
      expect(parseId('hook', wrong)).toBeNull();
    }
  });

  it('derives a delivery id that points at its event and depends on every part of the key', () => {
    fc.assert(
      fc.property(eventIds, webhookIds, fc.integer({ min: 0, max: 32000 }), (eventId, webhookId, replay) => {
        const key = { eventId, webhookId, replay };
        const id = deliveryId(key);
        expect(id).toBe(deliveryId({ ...key }));
        const uuid = parseId('del', id)!;
        expect(isUuid(uuid)).toBe(true);
        expect(uuid[14]).toBe('8');
        expect('89ab').toContain(uuid[19]);
        const range = eventIdRangeOfDeliveryId(id)!;
        expect(range.from <= eventId && eventId <= range.to).toBe(true);
        expect(deliveryId({ ...key, replay: replay + 1 })).not.toBe(id);
        const attempt = attemptId(key, 1);
        expect(attemptId(key, 2)).not.toBe(attempt);
        expect(eventIdRangeOfAttemptId(attempt)).toEqual(range);
      }),
    );
  });

  it('finds no range for what is not a delivery id', () => {
    expect(eventIdRangeOfDeliveryId('del_nonsense')).toBeNull();
    expect(eventIdRangeOfDeliveryId(formatId('del', uuidV7()))).toBeNull();
  });

  it('makes version-7 ids of the given moment, in its day, none below its floor', () => {
    const seen = new Set<string>();
    for (let i = 0; i < 2000; i++) {
      const at = Date.UTC(2026, 10, 21, 0, 0, 0) + i;
      const id = uuidV7(at);
      expect(isUuid(id)).toBe(true);
      expect(id[14]).toBe('7');
      expect(dayOfUuid(id)).toBe(Date.parse('2026-11-21') / DAY_MS);
      expect(id >= uuidFloor(at)).toBe(true);
      expect(id < uuidFloor(at + 1)).toBe(true);
      seen.add(id);
    }
    expect(seen.size).toBe(2000);
  });
});
