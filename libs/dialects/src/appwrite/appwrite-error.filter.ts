import { Catch, Injectable } from '@nestjs/common';
import { VERSION, type Problem } from '@posthorn/webhooks';
import { AnswerErrorFilter, sentence, type ErrorAnswer } from '../management/answer-error.filter.js';

const TYPES: Readonly<Record<string, string>> = {
  webhook_not_found: 'webhook_not_found',
  project_not_found: 'project_not_found',
  external_id_taken: 'webhook_already_exists',
  invalid_list_query: 'general_query_invalid',
  unknown_list_cursor: 'general_cursor_not_found',
};

const TYPES_BY_STATUS: Readonly<Record<number, string>> = {
  401: 'user_unauthorized',
  403: 'general_unauthorized_scope',
  404: 'general_route_not_found',
  409: 'webhook_already_exists',
  413: 'general_argument_invalid',
  429: 'general_rate_limit_exceeded',
};

/** `{message, code, type, version}`; every wrong argument is a 400 and every lack of permission a 401. */
@Catch()
@Injectable()
export class AppwriteErrorFilter extends AnswerErrorFilter {
  protected override answer(problem: Problem): ErrorAnswer {
    const { code, status: native } = problem;
    const status = native === 422 || native === 413 || native === 415 ? 400 : native === 403 ? 401 : native;
    const otherwise = status >= 500 ? 'general_unknown' : (TYPES_BY_STATUS[native] ?? 'general_argument_invalid');
    return {
      status,
      body: { message: sentence(problem), code: status, type: TYPES[code] ?? otherwise, version: VERSION },
    };
  }
}
