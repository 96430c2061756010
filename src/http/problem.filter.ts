import { Catch, Injectable, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { documentErrorAnswer } from '@posthorn/dialects';
import { problem, toProblem, type Problem } from '@posthorn/webhooks';
import type { Request, Response } from 'express';

import { DomainError, type DomainErrorKind } from '../common/index.js';
import { Readiness } from '../health/index.js';

const STATUS: Readonly<Record<DomainErrorKind, number>> = {
  malformed: 400,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  invalid: 422,
  unavailable: 503,
};

/**
 * Every error of the application as `application/problem+json`, what happens before routing included: in the form of
 * its document when the request was for one of the documents' APIs.
 */
@Catch()
@Injectable()
export class AppProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  constructor(private readonly readiness: Readiness) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const answer = await this.answerTo(error);
    if (answer.status >= 500) this.logger.error(error);
    const http = host.switchToHttp();
    const response = http.getResponse<Response>();
    if (response.headersSent) {
      // Half of an answer is out: only breaking the connection tells the client that the rest is missing.
      response.destroy();
      return;
    }
    if (answer.status === 503) response.setHeader('Retry-After', '5');
    if (answer.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
    const { originalUrl: url, headers } = http.getRequest<Request>();
    const { status, body } = documentErrorAnswer({ url, headers }, answer) ?? { ...answer, body: answer };
    const type = body === answer ? 'application/problem+json' : 'application/json';
    response.status(status).type(type).send(JSON.stringify(body));
  }

  /**
   * A connection that breaks under a statement is an error without any code in the PostgreSQL client. Rather than
   * read its message, ask whether the database answers now.
   */
  private async answerTo(error: unknown): Promise<Problem> {
    if (error instanceof DomainError) return problem(STATUS[error.kind], error.code, error.message, error.fields);
    const answer = toProblem(error);
    if (answer.status !== 500 || (await this.readiness.databaseAnswers())) return answer;
    return problem(503, 'database_unavailable', 'The database cannot be reached. Try again in a moment.');
  }
}
