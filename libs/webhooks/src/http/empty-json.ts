import type { Type } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import type { AbstractHttpAdapter } from '@nestjs/core';

/** As much of Fastify as is needed here. */
interface Fastify {
  addHook(
    name: 'onRequest',
    hook: (request: { readonly url: string; readonly headers: Headers }, reply: unknown, done: () => void) => void,
  ): unknown;
}
type Headers = Record<string, string | undefined>;

/**
 * Fastify answers 400 to a request that says JSON and has no body, which is how published clients send a DELETE (RULES
 * 30). On the paths of these controllers, and nowhere else in the host, such a request counts as one without a body.
 * To be called before the server is ready; on other servers there is nothing to do.
 */
export function acceptEmptyJson(
  adapter: AbstractHttpAdapter | undefined,
  controllers: readonly Type[],
  prefix: string,
): void {
  if (adapter?.getType() !== 'fastify' || controllers.length === 0) return;
  const paths = controllers.flatMap((controller) => [Reflect.getMetadata(PATH_METADATA, controller) as string].flat());
  const ours = new RegExp(`/(${paths.map((path) => pattern(`${prefix}/${path}`)).join('|')})(/|\\?|$)`);
  adapter.getInstance<Fastify>().addHook('onRequest', ({ url, headers }, _reply, done) => {
    if (isEmpty(headers) && ours.test(url)) delete headers['content-type'];
    done();
  });
}

function isEmpty(headers: Headers): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = headers;
  return encoding === undefined && (length === undefined || length === '0');
}

/** `v1/projects/:id/webhooks` as a part of a regular expression. */
function pattern(path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '');
  return segments.map((segment) => (segment.startsWith(':') ? '[^/?]+' : segment.replace(/[^\w-]/g, '\\$&'))).join('/');
}
