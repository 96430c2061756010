import { Catch, Injectable } from '@nestjs/common';
import type { Problem } from '@posthorn/webhooks';
import { AnswerErrorFilter, type ErrorAnswer } from '../management/answer-error.filter.js';

/** `{"detail": "…"}`, and for wrong fields a list of `{loc, msg, type}`. */
@Catch()
@Injectable()
export class BackendifyErrorFilter extends AnswerErrorFilter {
  protected override answer({ status, detail, errors }: Problem): ErrorAnswer {
    const list = errors?.map(({ field, message, code }) => ({
      loc: ['body', ...field.split('.')],
      msg: message,
      type: code,
    }));
    return { status, body: { detail: status === 401 ? 'Not authenticated' : (list ?? detail) } };
  }
}
