import {
  ForbiddenException,
  Injectable,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { allows, setCaller, type Caller } from '@posthorn/webhooks';
import type { Request, Response } from 'express';

import { ACCESS, type Access } from './access.decorators.js';
import { Callers } from './callers.js';

/** Every route needs a caller unless it says `@Public()`. The libraries' routes get theirs from here too. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly callers: Callers,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (access?.kind === 'public') return true;
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const caller = await this.callers.identify(request, http.getResponse<Response>());
    // One answer for a missing, malformed, unknown, revoked and expired token, and for a session of such a one.
    if (!caller) throw new UnauthorizedException();
    setCaller(request, caller);
    refuseTooNarrow(caller, access);
    return true;
  }
}

function refuseTooNarrow(caller: Caller, access: Access | undefined): void {
  if (access?.kind === 'admin' && caller.kind !== 'admin') {
    throw new ForbiddenException({ code: 'admin_only', message: 'Only the admin token may do this.' });
  }
  if (access?.kind === 'scope' && !allows(caller, access.scope)) {
    throw new ForbiddenException({ code: 'missing_scope', message: `The key lacks the scope ${access.scope}.` });
  }
}
