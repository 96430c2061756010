import { randomBytes } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import { isCsrfTokenOf, SessionSeal } from './session-seal.js';

const HOURS = 3_600_000;
const [first = '', second = ''] = [0, 1].map(() => randomBytes(32).toString('base64'));

describe('a sealed session', () => {
  it('opens for twelve hours and not a moment longer', () => {
    let now = 1_000_000;
    const seal = new SessionSeal([first], () => now);
    const { session, sealed } = seal.issue('the token');
    expect(seal.open(sealed)).toEqual(session);
    now += 12 * HOURS - 1;
    expect(seal.open(sealed)?.token).toBe('the token');
    now += 1;
    expect(seal.open(sealed)).toBeUndefined();
  });

  it('opens in every process that has the key it was sealed by, first or not, and in no other', () => {
    const { sealed } = new SessionSeal([first]).issue('the token');
    expect(new SessionSeal([second, first]).open(sealed)?.token).toBe('the token');
    expect(new SessionSeal([second]).open(sealed)).toBeUndefined();
  });

  it('shows nothing of its token, and is another one each time', () => {
    const seal = new SessionSeal([first]);
    const [one, other] = [seal.issue('the token'), seal.issue('the token')];
    expect(Buffer.from(one.sealed, 'base64url').includes('the token')).toBe(false);
    expect(new Set([one.sealed, other.sealed, one.session.id, other.session.id]).size).toBe(4);
    expect(isCsrfTokenOf(one.session, one.session.csrfToken)).toBe(true);
    expect(isCsrfTokenOf(one.session, other.session.csrfToken)).toBe(false);
  });
});
