import type { AbstractHttpAdapter } from '@nestjs/core';
import { Readable } from 'node:stream';

type Handler = (request: unknown, response: unknown, next: (error?: unknown) => void) => unknown;

/** As much of Express 4 and 5 as is needed here. */
interface Express {
  readonly _router?: Router;
  readonly router?: Router;
}
interface Router {
  readonly stack?: readonly { readonly name?: string; readonly handle?: Handler }[];
}
/** As much of Fastify as is needed here. */
interface Fastify {
  readonly initialConfig?: { readonly bodyLimit?: number };
}

/**
 * What the host's server takes of a JSON body, when that is less than `bytes`; undefined when it takes as much, or nobody can
 * tell. Fastify says it. Express's parser keeps it to itself and is asked: it refuses by the length that a request states.
 */
export async function jsonLimitBelow(
  bytes: number,
  adapter: AbstractHttpAdapter | undefined,
): Promise<number | undefined> {
  if (adapter?.getType() === 'fastify') {
    const limit = adapter.getInstance<Fastify>().initialConfig?.bodyLimit;
    return limit !== undefined && limit < bytes ? limit : undefined;
  }
  if (adapter?.getType() !== 'express') return undefined;
  const express = adapter.getInstance<Express>();
  // In this order: Express 4 throws when it is asked for `router`.
  const { stack = [] } = express._router ?? express.router ?? {};
  const parser = stack.find(({ name }) => name === 'jsonParser')?.handle;
  return parser && refusedBy(parser, bytes);
}

function refusedBy(parser: Handler, bytes: number): Promise<number | undefined> {
  const request = Object.assign(Readable.from([]), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': String(bytes) },
  });
  return new Promise((resolve) => {
    // Where the length is accepted, the error is that nothing comes.
    parser(request, {}, (error) => {
      const { status, limit } = (error ?? {}) as { readonly status?: unknown; readonly limit?: unknown };
      resolve(status === 413 && typeof limit === 'number' ? limit : undefined);
    });
  });
}
