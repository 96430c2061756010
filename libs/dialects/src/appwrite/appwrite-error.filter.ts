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

/** Where the native words name what this API calls otherwise. */
const MESSAGES: Readonly<Record<string, string>> = {
  external_id_taken: 'Another webhook of the project has this webhookId.',
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
  protected override readonly names = {
    active: ['enabled', 'active', 'is_active'],
    signing: ['security'],
    tls_verify: ['tls'],
    dialect: ['format', 'dialect'],
    secret: ['secret', 'signatureKey'],
    'basic_auth.username': ['authUsername', 'httpUser'],
    'basic_auth.password': ['authPassword', 'httpPass'],
  };

  protected override answer(problem: Problem): ErrorAnswer {
    return appwriteError(problem);
  }
}

export function appwriteError(problem: Problem): ErrorAnswer {
  const { code, status: native } = problem;
  const status = native === 422 || native === 413 || native === 415 ? 400 : native === 403 ? 401 : native;
  const otherwise = status >= 500 ? 'general_unknown' : (TYPES_BY_STATUS[native] ?? 'general_argument_invalid');
  return {
    status,
    body: {
      message: MESSAGES[code] ?? sentence(problem),
      code: status,
      type: TYPES[code] ?? otherwise,
      version: VERSION,
    },
  };
}
