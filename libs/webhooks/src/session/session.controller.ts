import { Get } from '@nestjs/common';
import { Call } from '../access/call.decorator.js';
import type { Caller } from '../access/caller.js';
import { ANY_SCOPE, RequireScope } from '../access/require-scope.decorator.js';
import { ApiController } from '../http/api-controller.decorator.js';
import { Describe } from '../http/describe.decorator.js';
import { toSessionJson } from './session.mapper.js';

/** `/v1/session`. Who signs in, and how, is the application's business: it knows the tokens. */
@ApiController('session')
export class SessionController {
  @Get()
  @RequireScope(ANY_SCOPE)
  @Describe({ summary: 'Who is calling, what they may do, and until when', returns: 'Session' })
  read(@Call() caller: Caller): object {
    return toSessionJson(caller);
  }
}
