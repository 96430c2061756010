import type { FieldProblem, WebhooksErrorKind } from '../webhooks.errors.js';

/** RFC 9457 problem details, with a stable `code` and one entry per wrong field. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly errors?: readonly FieldProblem[];
}

/** The one place where what an error means becomes a status (RULES 28). */
export function statusOf(kind: WebhooksErrorKind): number {
  switch (kind) {
    case 'malformed':
      return 400;
    case 'unauthorized':
      return 401;
    case 'forbidden':
      return 403;
    case 'not_found':
      return 404;
    case 'conflict':
      return 409;
    case 'gone':
      return 410;
    case 'invalid':
      return 422;
    case 'too_many':
      return 429;
    case 'unavailable':
      return 503;
    case 'internal':
      return 500;
  }
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

const CODES: Readonly<Record<number, string>> = {
  400: 'malformed_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  408: 'request_timeout',
  409: 'conflict',
  410: 'gone',
  413: 'body_too_large',
  415: 'unsupported_media_type',
  422: 'validation_failed',
  429: 'too_many_requests',
  500: 'internal_error',
  503: 'unavailable',
};

/** The code of a status that came without one of its own. */
export function codeOfStatus(status: number): string {
  return CODES[status] ?? (status < 500 ? 'malformed_request' : 'internal_error');
}

export function problem(status: number, code: string, detail: string, errors: readonly FieldProblem[] = []): Problem {
  return {
    type: `urn:posthorn:problem:${code}`,
    title: TITLES[status] ?? 'Error',
    status,
    detail,
    code,
    ...(errors.length > 0 ? { errors } : {}),
  };
}
