import type { Provider, RequestMethod, Type } from '@nestjs/common';
import type { Dialect, Problem } from '@posthorn/webhooks';
import type { ErrorAnswer } from './answer-error.filter.js';
import type { OpenApiDocument } from './open-api.js';

/** What routing needs of a request, whatever the server. */
export interface RoutedRequest {
  url?: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Runs before routing on servers that route after middleware, for paths that two systems share. */
export interface DialectMiddleware {
  readonly routes: readonly { readonly path: string; readonly method: RequestMethod }[];
  readonly use: (request: RoutedRequest, response: unknown, next: () => void) => void;
}

/**
 * The management API of a system, as its dialect brings it. Dialects that share a path name the same controllers, which
 * are served once. Controllers use `ApiGuard`, and may inject `WebhookManagement`.
 */
export interface DialectManagement {
  readonly controllers: readonly Type[];
  /** What the controllers need beside `WebhookManagement` and what `WebhooksModule` exports. */
  readonly providers?: readonly Provider[];
  readonly middleware?: DialectMiddleware;
  /** The form of its errors, for those that come before the controllers: `documentErrorAnswer`. */
  readonly errors?: { readonly path: RegExp; answer(problem: Problem): ErrorAnswer };
  /** The API as OpenAPI 3.1. */
  openApi?(): OpenApiDocument;
}

/** A wire format, with the management API of its system if that has one of its own. */
export interface DialectPlugin extends Dialect {
  readonly management?: DialectManagement;
}
