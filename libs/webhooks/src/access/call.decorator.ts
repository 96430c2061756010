import { createParamDecorator, UnauthorizedException, type ExecutionContext } from '@nestjs/common';
import { getCaller, type Caller } from './caller.js';

/** The caller of this request, as the host's guard said. */
export const Call = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const caller = getCaller(context.switchToHttp().getRequest<object>());
  if (!caller) throw new UnauthorizedException();
  return caller;
});
