import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { RequestMethod, type Type } from '@nestjs/common';

import type { Answer, ApiClient } from '../../e2e/support/index.js';
import type { IdKind, Ids } from './ids.js';
import type { Operation } from './operations.js';

/** An operation with its name, `GET /v1/users/{id}`. */
export interface NamedOperation extends Operation {
  readonly name: string;
}

export function named(operations: Readonly<Record<string, readonly Operation[]>>): NamedOperation[] {
  return Object.entries(operations).flatMap(([name, list]) => list.map((operation) => ({ ...operation, name })));
}

const fill = (text: string, ids: Ids): string => text.replace(/\{(\w+)\}/g, (_, kind: string) => ids[kind as IdKind]);

/** Calls an operation with these ids. */
export function call(
  client: ApiClient,
  operation: NamedOperation,
  ids: Ids,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const method = operation.name.split(' ', 1)[0] ?? 'GET';
  const own = Object.entries(operation.headers ?? {}).map(([name, value]) => [name, fill(value, ids)] as const);
  return client.call(method, fill(operation.path, ids), {
    headers: { ...Object.fromEntries(own), ...headers },
    ...(operation.body ? { body: operation.body(ids) } : {}),
  });
}

/** The ids of one project with some of another's: each kind that the operation takes by itself, then all of them. */
export function swaps(operation: Operation, own: Ids, other: Ids): readonly Ids[] {
  const kinds: readonly (readonly IdKind[])[] = operation.takes.map((kind) => [kind]);
  const all = operation.takes.length > 1 ? [...kinds, operation.takes] : kinds;
  return all.map((swapped) => ({ ...own, ...Object.fromEntries(swapped.map((kind) => [kind, other[kind]])) }));
}

/** An answer without what differs between two requests for the same thing. */
export function comparable(answer: Answer, ids: Ids): string {
  let body = JSON.stringify(answer.body);
  for (const [kind, id] of Object.entries(ids)) body = body.replaceAll(id as string, `<${kind}>`);
  return `${answer.status} ${answer.headers.get('content-type') ?? 'no type'} ${body}`;
}

/** `METHOD /path/:id` of every route of a controller, read from the decorators that make them. */
export function routesOf(controllers: readonly Type[]): string[] {
  return controllers.flatMap((controller) => {
    const prototype = controller.prototype as object;
    return Object.getOwnPropertyNames(prototype).flatMap((name) => {
      const handler: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
      if (typeof handler !== 'function' || name === 'constructor') return [];
      const own = Reflect.getMetadata(PATH_METADATA, handler) as string | readonly string[] | undefined;
      if (own === undefined) return [];
      const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number] ?? '';
      const base = Reflect.getMetadata(PATH_METADATA, controller) as string;
      return [own].flat().map((path) => `${method} /${`${base}/${path}`.split('/').filter(Boolean).join('/')}`);
    });
  });
}
