import { Catch, Injectable } from '@nestjs/common';
import type { Problem } from '@posthorn/webhooks';
import { AnswerErrorFilter, type ErrorAnswer } from '../management/answer-error.filter.js';

/** `{"detail": "…"}`, and for wrong fields a list of `{loc, msg, type}`. */
@Catch()
@Injectable()
export class BackendifyErrorFilter extends AnswerErrorFilter {
  protected override readonly names = {
    active: ['is_active', 'active', 'enabled'],
    dialect: ['format', 'dialect'],
    secret: ['secret', 'signatureKey'],
  };

  protected override answer(problem: Problem): ErrorAnswer {
    return backendifyError(problem);
  }
}

export function backendifyError({ status, detail, errors }: Problem): ErrorAnswer {
  const list = errors?.map(({ field, message, code }) => ({
    loc: ['body', ...stepsTo(field)],
    msg: message,
    type: code,
  }));
  return { status, body: { detail: status === 401 ? 'Not authenticated' : (list ?? detail) } };
}

/** `events[1].table` is `["events", 1, "table"]` there. */
function stepsTo(field: string): readonly (string | number)[] {
  const steps = field.split(/[.[\]]+/).filter((step) => step !== '');
  return steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}
