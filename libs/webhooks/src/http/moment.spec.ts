import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isoSeconds, parseMoment } from './moment.js';

describe('moments', () => {
  it.each([
    ['2026-01-15', '2026-01-15T00:00:00Z'],
    ['2026-01-15T12:30', '2026-01-15T12:30:00Z'],
    ['2026-01-15T12:30:01.999Z', '2026-01-15T12:30:01Z'],
    ['2026-01-15T12:30:00+02:00', '2026-01-15T10:30:00Z'],
    ['2026-01-15 12:30:00', '2026-01-15T12:30:00Z'],
    ['2024-02-29', '2024-02-29T00:00:00Z'],
  ])('reads %s as %s', (text, expected) => {
    expect(isoSeconds(parseMoment(text)!)).toBe(expected);
  });

  it.each([
    '',
    'now',
    '2026-02-30',
    '2026-13-01',
    '2026-01-15T25:00',
    '0001-01-01',
    '1e9',
    '2026-01-15T12:30:00+99:99',
    '2026-1-1',
  ])('refuses %j', (text) => {
    expect(parseMoment(text)).toBeUndefined();
  });

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }), (date) => {
        expect(parseMoment(isoSeconds(date))?.getTime()).toBe(Math.floor(date.getTime() / 1000) * 1000);
      }),
    );
  });
});
