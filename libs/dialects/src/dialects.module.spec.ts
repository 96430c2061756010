import { describe, expect, it } from '@jest/globals';
import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DialectRegistry, DIALECTS, type Dialect } from '@posthorn/webhooks';
import { allDialects } from './all-dialects.js';
import { appwriteUrl } from './appwrite/appwrite-routing.js';
import { DialectsModule } from './dialects.module.js';
import { standardDialect } from './standard/standard.dialect.js';

const house: Dialect = { ...standardDialect, name: 'house', title: 'The host’s own' };

async function registered(present: readonly Dialect[], dialects?: readonly Dialect[]): Promise<DialectRegistry> {
  const registry = new DialectRegistry(present);
  @Global()
  @Module({ providers: [{ provide: DIALECTS, useValue: registry }], exports: [DIALECTS] })
  class Webhooks {}
  const imports = [Webhooks, DialectsModule.forRoot(dialects, { api: false })];
  await Test.createTestingModule({ imports }).compile();
  return registry;
}

describe('DialectsModule', () => {
  it('registers every dialect unless some are chosen', async () => {
    expect((await registered([])).names()).toEqual(allDialects.map(({ name }) => name));
    expect((await registered([], [standardDialect])).names()).toEqual(['standard']);
  });

  it('adds the dialect of a host and leaves what is there', async () => {
    const configured: Dialect = { ...standardDialect };
    const registry = await registered([configured], [standardDialect, house]);
    expect(registry.get('standard')).toBe(configured);
    expect(registry.get('house')).toBe(house);
  });
});

describe('the routing of document 003', () => {
  const headers = { 'x-appwrite-project': 'p 1', 'x-appwrite-key': 'k' };

  it.each([
    ['/v1/webhooks', '/v1/projects/p%201/webhooks'],
    ['/v1/webhooks?queries[0]=x', '/v1/projects/p%201/webhooks?queries[0]=x'],
    ['/v1/webhooks/w1/secret', '/v1/projects/p%201/webhooks/w1/secret'],
    ['/host/v1/webhooks/w1', '/host/v1/projects/p%201/webhooks/w1'],
    ['/v1/webhooksmith', '/v1/webhooksmith'],
    ['/v1/projects/p1/webhooks', '/v1/projects/p1/webhooks'],
    ['/v1/events?next=/v1/webhooks', '/v1/events?next=/v1/webhooks'],
  ])('sends %s to %s', (url, expected) => {
    expect(appwriteUrl({ url, headers })).toBe(expected);
    expect(appwriteUrl({ url, headers: { authorization: 'Bearer x' } })).toBe(url);
  });

  it('leaves the project open when the client names none', () => {
    expect(appwriteUrl({ url: '/v1/webhooks', headers: { 'x-appwrite-key': 'k' } })).toBe('/v1/projects/-/webhooks');
  });
});
