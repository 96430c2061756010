import { Injectable } from '@nestjs/common';
import type { Caller } from '@posthorn/webhooks';
import type { Request, Response } from 'express';

import { tokenOf } from './credentials.js';
import { Sessions } from './session/sessions.js';
import { TokenIdentifier } from './token-identifier.js';

/** Who makes a request, found out once: a wrong token counts once, however many ask. */
@Injectable()
export class Callers {
  private readonly found = new WeakMap<Request, Promise<Caller | undefined>>();

  constructor(
    private readonly tokens: TokenIdentifier,
    private readonly sessions: Sessions,
  ) {}

  /**
   * A token in a header wins: no page of another origin can set one, so nothing else is asked of such a request.
   * @returns undefined when the request brings neither a token nor a session that is good
   * @throws UnauthorizedException for a wrong token; HttpException 429 after too many; ForbiddenException, see Sessions
   */
  identify(request: Request, response: Response): Promise<Caller | undefined> {
    const found = this.found.get(request) ?? this.look(request, response);
    this.found.set(request, found);
    return found;
  }

  private async look(request: Request, response: Response): Promise<Caller | undefined> {
    const token = tokenOf(request.headers);
    return token === undefined ? this.sessions.identify(request) : this.tokens.identify(token, request, response);
  }
}
