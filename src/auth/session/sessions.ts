import { ForbiddenException, Injectable } from '@nestjs/common';
import type { Caller } from '@posthorn/webhooks';
import type { Request, Response } from 'express';

import { TokenIdentifier } from '../token-identifier.js';
import { EndedSessions } from './ended-sessions.js';
import { changesNothing, isOfThisOrigin } from './request-origin.js';
import { clearSessionCookie, sessionCookiesOf, setSessionCookie } from './session-cookie.js';
import { isCsrfTokenOf, SessionSeal, type Session } from './session-seal.js';

/** The header of RULES 31, and the one that front ends know. */
const CSRF_HEADERS = ['x-csrf-token', 'x-posthorn-csrf'] as const;

/** The sessions of browsers: who calls when a cookie stands for the token. */
@Injectable()
export class Sessions {
  constructor(
    private readonly seal: SessionSeal,
    private readonly tokens: TokenIdentifier,
    private readonly ended: EndedSessions,
  ) {}

  /** The session whose cookie came with a request; undefined when there is none or it has ended. */
  private async of(request: Request): Promise<Session | undefined> {
    for (const sealed of sessionCookiesOf(request)) {
      const session = this.seal.open(sealed);
      if (session && !(await this.ended.has(session))) return session;
    }
    return undefined;
  }

  /**
   * Who calls by a session. What changes something needs the session's CSRF token besides.
   * @throws ForbiddenException when a page of another origin makes the request, or the CSRF token is not the session's
   */
  async identify(request: Request): Promise<Caller | undefined> {
    const session = await this.of(request);
    const caller = session && (await this.tokens.recognise(session.token));
    if (!session || !caller) return undefined;
    this.refuseForeign(request, session);
    const { csrfToken, expiresAt } = session;
    return { ...caller, session: { csrfToken, expiresAt }, stillValid: () => this.isGood(session) };
  }

  /** Begins one for a token that was found good, and sends its cookie. */
  begin(token: string, request: Request, response: Response): Session {
    const { session, sealed } = this.seal.issue(token);
    setSessionCookie(request, response, sealed, session.expiresAt);
    response.setHeader('Cache-Control', 'no-store');
    return session;
  }

  /** @throws ForbiddenException */
  async end(request: Request, response: Response): Promise<void> {
    const session = await this.of(request);
    this.refuseForeign(request, session);
    if (session) await this.ended.add(session);
    clearSessionCookie(request, response);
  }

  /** @throws ForbiddenException */
  refuseForeign(request: Request, session?: Session): void {
    if (!isOfThisOrigin(request)) {
      throw new ForbiddenException({ code: 'foreign_origin', message: 'A page of another origin may not do this.' });
    }
    if (!session || changesNothing(request)) return;
    const given = CSRF_HEADERS.map((name) => request.headers[name]).find((value) => typeof value === 'string');
    if (typeof given === 'string' && isCsrfTokenOf(session, given)) return;
    throw new ForbiddenException({
      code: 'csrf_token_wrong',
      message: 'The X-CSRF-Token of the session is needed: GET /v1/session tells it.',
    });
  }

  private async isGood(session: Session): Promise<boolean> {
    if (session.expiresAt.getTime() <= Date.now() || (await this.ended.has(session))) return false;
    return (await this.tokens.recognise(session.token)) !== undefined;
  }
}
