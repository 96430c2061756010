import { describe, expect, it } from '@jest/globals';
import type { Caller } from './caller.js';
import { listScope, scopeOf, targetProject } from './project-scope.js';
import { allows } from './scopes.js';

const admin: Caller = { kind: 'admin', projectId: null, scopes: null, actor: 'admin' };
const key = (...scopes: string[]): Caller => ({ kind: 'project', projectId: 'p', scopes, actor: 'key_1' });

describe('scopes', () => {
  it.each([
    [admin, 'admin', true],
    [admin, 'secrets:read', true],
    [{ ...key(), scopes: null }, 'secrets:read', true],
    [{ ...key(), scopes: null }, 'admin', false],
    [key('webhooks:read'), 'webhooks:read', true],
    [key('webhooks:read'), 'webhooks:write', false],
    [key('webhooks:write'), 'webhooks:read', true],
    [key('secrets:write'), 'secrets:read', false],
    [key('events:write'), 'events:publish', true],
    [key('events:read'), 'events:publish', false],
    [key(), 'webhooks:read', false],
  ] as const)('%j and %s: %s', (caller, scope, allowed) => {
    expect(allows(caller, scope)).toBe(allowed);
  });
});

describe('project scopes', () => {
  it('lets an admin see everything or one project', () => {
    expect([scopeOf(admin), listScope(admin, undefined), listScope(admin, 'x'), targetProject(admin, null)]).toEqual([
      null,
      null,
      'x',
      '',
    ]);
  });

  it('keeps a project’s caller in its project', () => {
    expect([
      scopeOf(key()),
      listScope(key(), undefined),
      listScope(key(), 'p'),
      targetProject(key(), undefined),
    ]).toEqual(['p', 'p', 'p', 'p']);
    expect(() => listScope(key(), 'x')).toThrow('no such project');
    expect(() => listScope(key(), '')).toThrow('no such project');
  });

  it('opens nothing to a caller whose project the guard forgot', () => {
    expect(() => scopeOf({ ...key(), projectId: null })).toThrow(/needs a projectId/);
    expect(() => scopeOf({ ...key(), projectId: '' })).toThrow(/needs a projectId/);
  });
});
