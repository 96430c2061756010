import { Catch, Injectable } from '@nestjs/common';
import type { Problem } from '@posthorn/webhooks';
import { AnswerErrorFilter, sentence, type ErrorAnswer } from '../management/answer-error.filter.js';

/** `{error, code}` as Fluxbase answers; document 004, which shares the path, shows no errors. */
@Catch()
@Injectable()
export class ApiV1ErrorFilter extends AnswerErrorFilter {
  protected override readonly names = {
    active: ['enabled', 'is_active', 'active'],
    dialect: ['format', 'dialect'],
    secret: ['secret', 'signatureKey'],
    'retry.backoff_seconds': ['retry_backoff_seconds'],
  };

  protected override answer(problem: Problem): ErrorAnswer {
    return apiV1Error(problem);
  }
}

export function apiV1Error(problem: Problem): ErrorAnswer {
  const { status, code, errors } = problem;
  // The real server knows no 422.
  return {
    status: status === 422 ? 400 : status,
    body: { error: sentence(problem), code: code.toUpperCase(), ...(errors ? { details: errors } : {}) },
  };
}
