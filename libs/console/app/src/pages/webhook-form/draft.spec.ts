import { describe, expect, it } from '@jest/globals';

import type { Webhook } from '../../api/types.js';
import { draftOf, overtaken, toUpdate } from './draft.js';

const webhook = {
  id: 'hook_1',
  url: 'https://example.com/',
  name: 'CRM',
  description: null,
  active: true,
  status: 'healthy',
  dialect: 'standard',
  events: ['user.*'],
  headers: { 'X-One': '[set]', 'X-Two': '[set]' },
  basic_auth: { username: 'ada' },
  retry: { schedule: [0, 30] },
  max_in_flight: 8,
} as unknown as Webhook;

describe('the change that a form asks for', () => {
  const draft = draftOf(webhook);

  it('is nothing when nothing was changed', () => {
    expect(toUpdate(draft, webhook)).toEqual({});
  });

  it('names what was changed alone, so that what others have changed meanwhile stays', () => {
    const change = toUpdate(
      { ...draft, name: 'Billing', active: false, retryMode: 'dialect', maxInFlight: '', filter: '{"a":1}' },
      webhook,
    );
    expect(change).toEqual({ name: 'Billing', active: false, retry: null, max_in_flight: null, filter: { a: 1 } });
  });

  it('adds, replaces and removes headers one by one', () => {
    const headers = [
      { name: 'X-One', value: '[set]' },
      { name: 'X-Three', value: 'new' },
    ];
    expect(toUpdate({ ...draft, headers }, webhook)).toEqual({ headers: { 'X-Two': null, 'X-Three': 'new' } });
  });

  it('keeps the password of another user name unless one is given', () => {
    expect(toUpdate({ ...draft, basicUser: 'grace' }, webhook)).toEqual({ basic_auth: { username: 'grace' } });
    expect(toUpdate({ ...draft, basicPassword: 'x' }, webhook)).toEqual({
      basic_auth: { username: 'ada', password: 'x' },
    });
    expect(toUpdate({ ...draft, basicUser: '' }, webhook)).toEqual({ basic_auth: null });
  });

  it('is overtaken by another change of the same setting, not by one of another', () => {
    const now = { ...webhook, name: 'Their name', active: false };
    expect(overtaken({ name: 'Mine' }, webhook, now)).toEqual(['name']);
    expect(overtaken({ description: 'Mine' }, webhook, now)).toEqual([]);
  });
});
