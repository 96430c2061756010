import { describe, expect, it } from '@jest/globals';
import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { allDialects } from '../all-dialects.js';

const documented = allDialects.flatMap(({ name, management }) =>
  management?.openApi ? [[name, management, management.openApi()] as const] : [],
);

/** `POST /api/v1/webhooks/{id}` of every route, read from the decorators that make it. */
function routesOf(controller: Type): readonly string[] {
  const prototype = controller.prototype as object;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const handler: unknown = name === 'constructor' ? undefined : Reflect.get(prototype, name);
    if (typeof handler !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, handler)) return [];
    const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number];
    const own = [Reflect.getMetadata(PATH_METADATA, handler) as string | string[]].flat();
    return own.map((path) => {
      const whole = [Reflect.getMetadata(PATH_METADATA, controller) as string, path].join('/').replace(/\/+$/, '');
      return `${method} /${whole.replaceAll('//', '/').replace(/:(\w+)/g, '{$1}')}`;
    });
  });
}

describe('the description of a management API', () => {
  it('is there for each of the five documents', () => {
    expect(documented.map(([name]) => name)).toEqual(['standard', 'backendify', 'fluxbase', 'appwrite', 'classic']);
  });

  it.each(documented)('of %s names the routes that are served, and no other', (_name, { controllers }, { paths }) => {
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    // The native API, which is also that of document 001, is read from its controllers; 003 is at 001's path as well.
    const own = described.filter((route) => controllers.length > 0 && !/^\w+ \/v1\/webhooks/.test(route));
    expect(own.sort()).toEqual(controllers.flatMap(routesOf).sort());
  });

  it.each(documented)('of %s is complete in itself', (_name, _management, document) => {
    const { schemas } = document.components;
    const named = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(0);
    expect(Object.keys(schemas)).toEqual(expect.arrayContaining(named));
    const ids = Object.values(document.paths).flatMap((path) => Object.values(path).map((one) => one['operationId']));
    expect(ids).not.toContain(undefined);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
