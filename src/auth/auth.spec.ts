import { describe, expect, it } from '@jest/globals';
import type { Caller } from '@posthorn/webhooks';
import type { Request } from 'express';

import { addressKey } from './address-key.js';
import { AdminToken } from './admin-token.js';
import { tokenOf } from './credentials.js';
import { FailedAttempts } from './failed-attempts.js';
import { RequestBudget } from './request-budget.js';
import { mayGrant } from './scopes.js';

describe('the token of a request', () => {
  it.each([
    [{ authorization: 'Bearer abc' }, 'abc'],
    [{ authorization: 'bearer  abc ' }, 'abc'],
    [{ 'x-api-key': 'abc' }, 'abc'],
    [{ apikey: 'abc' }, 'abc'],
    [{ 'x-appwrite-key': 'abc' }, 'abc'],
    [{ authorization: 'Bearer abc', 'x-api-key': 'other' }, 'abc'],
    [{ authorization: 'Basic abc' }, undefined],
    [{ authorization: 'Bearer a b' }, undefined],
    [{ 'x-api-key': ' ' }, undefined],
    [{}, undefined],
  ])('of %j is %j', (headers, token) => {
    expect(tokenOf(headers)).toBe(token);
  });
});

describe('the admin token', () => {
  it('is matched as a whole', () => {
    const token = new AdminToken('the-token');
    expect(token.matches('the-token')).toBe(true);
    for (const wrong of ['', 'the-toke', 'the-token ', 'THE-TOKEN']) expect(token.matches(wrong)).toBe(false);
  });
});

describe('wrong tokens', () => {
  it('are counted per address and forgotten after a minute', () => {
    let now = 0;
    const failures = new FailedAttempts(() => now);
    for (let index = 0; index < 30; index += 1) {
      expect(failures.waitSeconds('a')).toBe(0);
      failures.count('a');
    }
    expect(failures.waitSeconds('a')).toBe(60);
    expect(failures.waitSeconds('b')).toBe(0);
    now = 60_000;
    expect(failures.waitSeconds('a')).toBe(0);
  });

  it('of any number of addresses take a bounded memory', () => {
    const failures = new FailedAttempts(() => 0);
    for (let index = 0; index < 25_000; index += 1) failures.count(`address ${index}`);
    for (let index = 0; index < 30; index += 1) failures.count('address 24999');
    expect(failures.waitSeconds('address 24999')).toBe(60);
  });
});

describe('an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '20010db800010002/64'],
    ['2001:db8:1:2::ffff', '20010db800010002/64'],
    ['2001:db8:1:3::1', '20010db800010003/64'],
    ['nonsense', 'nonsense'],
  ])('%s is counted as %s: the addresses of one network are one sender', (ip, key) => {
    expect(addressKey({ ip } as Request)).toBe(key);
  });
});

describe('the budget of a caller', () => {
  it('of any number of callers takes a bounded memory and time, and those who come too many share one', () => {
    let now = 0;
    const budget = new RequestBudget(10, () => now);
    for (let index = 0; index < 10_000; index += 1) expect(budget.take(`caller ${index}`)).toBe(0);
    const began = performance.now();
    const waits = Array.from({ length: 50_000 }, (_, index) => budget.take(`more ${index}`));
    expect(performance.now() - began).toBeLessThan(30_000);
    expect(waits.filter((wait) => wait === 0)).toHaveLength(10);
    now = 1000;
    expect(budget.take('more 7')).toBe(0);
    expect(budget.take('caller 7')).toBe(0);
  });

  it('is so many requests at once and as many again each second', () => {
    let now = 0;
    const budget = new RequestBudget(200, () => now);
    const spend = (): number => {
      let taken = 0;
      while (budget.take('a') === 0) taken += 1;
      return taken;
    };
    expect(spend()).toBe(200);
    expect(budget.take('a')).toBe(1);
    expect(budget.take('b')).toBe(0);
    now = 500;
    expect(spend()).toBe(100);
    now = 60_000;
    expect(spend()).toBe(200);
  });
});

describe('granting scopes', () => {
  const caller = (scopes: string[] | null): Caller => ({ kind: 'project', projectId: 'p', scopes, actor: 'key_1' });

  it('hands on no more than the caller has', () => {
    expect(mayGrant(caller(['users:write', 'api-keys:write']), ['users:read'])).toBe(true);
    expect(mayGrant(caller(['users:read']), ['users:write'])).toBe(false);
    expect(mayGrant(caller(['users:write']), null)).toBe(false);
    expect(mayGrant(caller(null), null)).toBe(true);
  });
});
