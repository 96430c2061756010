import {
  ForbiddenException,
  HttpException,
  Injectable,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { allows, setCaller, type Caller } from '@posthorn/webhooks';
import type { Request, Response } from 'express';

import { ACCESS, type Access } from './access.decorators.js';
import { AdminToken } from './admin-token.js';
import { tokenOf } from './credentials.js';
import { FailedAttempts } from './failed-attempts.js';
import { KeyAuthenticator } from './key-authenticator.js';

const ADMIN: Caller = { kind: 'admin', projectId: null, scopes: null, actor: 'admin' };

/** Every route needs a caller unless it says `@Public()`. The libraries' routes get theirs from here too. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly adminToken: AdminToken,
    private readonly keys: KeyAuthenticator,
    private readonly failures: FailedAttempts,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (access?.kind === 'public') return true;
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const caller = await this.identify(request, http.getResponse<Response>());
    setCaller(request, caller);
    refuseTooNarrow(caller, access);
    return true;
  }

  private async identify(request: Request, response: Response): Promise<Caller> {
    const token = tokenOf(request.headers);
    // One answer for a missing, malformed, unknown, revoked and expired token.
    if (token === undefined) throw new UnauthorizedException();
    if (this.adminToken.matches(token)) return ADMIN;
    const address = request.ip ?? request.socket.remoteAddress ?? '';
    const key = this.keys.remembered(token) ?? (await this.lookUp(token, address, response));
    if (!key) {
      this.failures.count(address);
      throw new UnauthorizedException();
    }
    return { ...key, stillValid: async () => (await this.keys.authenticate(token)) !== undefined };
  }

  private async lookUp(token: string, address: string, response: Response): Promise<Caller | undefined> {
    const wait = this.keys.wasGood(token) ? 0 : this.failures.waitSeconds(address);
    if (wait > 0) {
      response.setHeader('Retry-After', String(wait));
      throw new HttpException(
        { code: 'too_many_wrong_tokens', message: 'Too many wrong tokens from this address.' },
        429,
      );
    }
    return this.keys.authenticate(token);
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
