import { Injectable, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { toProblem, type Problem } from '@posthorn/webhooks';

/** An error in the form of one system. */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: object;
}

/** Answers errors of a document's controllers in that document's form; bound to them, never global. */
@Injectable()
export abstract class AnswerErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Posthorn');

  constructor(private readonly adapters: HttpAdapterHost) {}

  protected abstract answer(problem: Problem): ErrorAnswer;

  catch(error: unknown, host: ArgumentsHost): void {
    const problem = toProblem(error);
    if (problem.status === 500)
      this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    const { httpAdapter } = this.adapters;
    const response = host.switchToHttp().getResponse<object>();
    if (httpAdapter.isHeadersSent(response)) return;
    const { status, body } = this.answer(problem);
    if (status === 401) httpAdapter.setHeader(response, 'WWW-Authenticate', 'Bearer');
    httpAdapter.setHeader(response, 'Content-Type', 'application/json; charset=utf-8');
    httpAdapter.reply(response, JSON.stringify(body), status);
  }
}

/** What is wrong, in one sentence that names the fields. */
export function sentence({ detail, errors }: Problem): string {
  return errors?.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`)).join(' ') ?? detail;
}
