import { HttpException } from '@nestjs/common';
import { DatabaseError } from '@posthorn/database';
import { WebhooksError } from '../webhooks.errors.js';
import { codeOfStatus, problem, statusOf, type Problem } from './problem.js';

/** What our own fault looks like from outside: nothing of it is shown. */
const INTERNAL = problem(500, 'internal_error', 'Something went wrong on our side. It has been logged.');

/** Any error as problem details. Only a `WebhooksError` and Nest's own exceptions say something about themselves. */
export function toProblem(error: unknown): Problem {
  if (error instanceof WebhooksError) {
    const status = statusOf(error.kind);
    if (status === 500) return problem(500, error.code, INTERNAL.detail);
    return problem(status, error.code, error.message, error.fields);
  }
  if (error instanceof HttpException) return fromHttpException(error);
  if (error instanceof DatabaseError && error.code === 'unavailable') {
    return problem(503, 'database_unavailable', 'The database cannot be reached. Try again in a moment.');
  }
  return fromBodyParser(error) ?? INTERNAL;
}

function fromHttpException(error: HttpException): Problem {
  const status = error.getStatus();
  const parser = fromBodyParser(error.cause);
  if (parser) return parser;
  if (status >= 500 && status !== 503) return INTERNAL;
  const answer = error.getResponse();
  const given = typeof answer === 'object' ? (answer as { code?: unknown }).code : undefined;
  const code = typeof given === 'string' ? given : codeOfStatus(status);
  return problem(
    status,
    code,
    status === 401 ? 'A valid token is needed: Authorization: Bearer <token>.' : error.message,
  );
}

/** Errors of Express's and Fastify's body parsers carry a status below 500. */
function fromBodyParser(error: unknown): Problem | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  // The router's, of a percent sign that encodes nothing.
  if (error instanceof URIError) return problem(400, 'malformed_path', 'The path of the URL cannot be decoded.');
  const { status, statusCode } = error as { status?: unknown; statusCode?: unknown };
  const found = typeof status === 'number' ? status : statusCode;
  if (typeof found !== 'number' || found < 400 || found > 499) return undefined;
  return problem(
    found,
    found === 400 ? 'malformed_body' : codeOfStatus(found),
    PARSER_DETAIL[found] ?? 'The body cannot be read.',
  );
}

const PARSER_DETAIL: Readonly<Record<number, string>> = {
  400: 'The body is not valid JSON.',
  413: 'The body is too large.',
  415: 'The body has to be JSON: Content-Type: application/json, UTF-8.',
};
