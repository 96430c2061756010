import { Injectable, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { toProblem, type Problem } from '@posthorn/webhooks';

/** An error in the form of one system. */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: object;
}

/** What a native field is called in the bodies of one system, by every name that it goes by there. */
export type FieldNames = Readonly<Record<string, readonly string[]>>;

/** Answers errors of a document's controllers in that document's form; bound to them, never global. */
@Injectable()
export abstract class AnswerErrorFilter implements ExceptionFilter {
  /** A client that sent `enabled` is told of `enabled`, and not of the native `active`. */
  protected readonly names: FieldNames = {};
  private readonly logger = new Logger('Posthorn');

  constructor(private readonly adapters: HttpAdapterHost) {}

  protected abstract answer(problem: Problem): ErrorAnswer;

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const problem = renamed(toProblem(error), this.names, http.getRequest<{ body?: unknown }>().body);
    if (problem.status === 500)
      this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    const { httpAdapter } = this.adapters;
    const response = http.getResponse<object>();
    if (httpAdapter.isHeadersSent(response)) return;
    const { status, body } = this.answer(problem);
    if (status === 503) httpAdapter.setHeader(response, 'Retry-After', '5');
    if (status === 401) httpAdapter.setHeader(response, 'WWW-Authenticate', 'Bearer');
    httpAdapter.setHeader(response, 'Content-Type', 'application/json; charset=utf-8');
    httpAdapter.reply(response, JSON.stringify(body), status);
  }
}

/** What is wrong, in one sentence that names the fields. */
export function sentence({ detail, errors }: Problem): string {
  const said = errors?.map(({ field, message }) =>
    field === '' || message.startsWith(`${field} `) ? message : `${field}: ${message}`,
  );
  return said?.join(' ') ?? detail;
}

function renamed(problem: Problem, names: FieldNames, body: unknown): Problem {
  if (!problem.errors || typeof body !== 'object' || body === null) return problem;
  const errors = problem.errors.map((entry) => {
    const { field, message } = entry;
    const name = Object.hasOwn(names, field) ? names[field]?.find((own) => Object.hasOwn(body, own)) : undefined;
    if (name === undefined) return entry;
    return {
      ...entry,
      field: name,
      message: message.startsWith(`${field} `) ? name + message.slice(field.length) : message,
    };
  });
  return { ...problem, errors };
}
