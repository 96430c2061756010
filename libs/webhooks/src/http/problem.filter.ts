import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Injectable } from '@nestjs/common';
import { toProblem } from './to-problem.js';

/**
 * Answers every error of Posthorn's controllers as `application/problem+json`. It is bound to those controllers and
 * never global: a host's own errors are the host's. A host that wants the same for what happens before routing
 * (a body that is no JSON, an unknown path) may use it as a global filter.
 */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Posthorn');

  constructor(private readonly adapters: HttpAdapterHost) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const answer = toProblem(error);
    if (answer.status === 500)
      this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    const { httpAdapter } = this.adapters;
    const http = host.switchToHttp();
    const response = http.getResponse<object>();
    if (httpAdapter.isHeadersSent(response)) {
      this.logger.error('An error came after the answer had begun.');
      return;
    }
    if (answer.status === 503) httpAdapter.setHeader(response, 'Retry-After', '5');
    if (answer.status === 401) httpAdapter.setHeader(response, 'WWW-Authenticate', 'Bearer');
    httpAdapter.setHeader(response, 'Content-Type', 'application/problem+json; charset=utf-8');
    httpAdapter.reply(response, JSON.stringify(answer), answer.status);
  }
}
