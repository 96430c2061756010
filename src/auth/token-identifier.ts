import { HttpException, Injectable, UnauthorizedException } from '@nestjs/common';
import type { Caller } from '@posthorn/webhooks';
import type { Request, Response } from 'express';

import { addressKey } from './address-key.js';
import { AdminToken } from './admin-token.js';
import { FailedAttempts } from './failed-attempts.js';
import { KeyAuthenticator } from './key-authenticator.js';

const ADMIN: Caller = { kind: 'admin', projectId: null, scopes: null, actor: 'admin' };

/** Says who has a token, and slows down an address that guesses. */
@Injectable()
export class TokenIdentifier {
  constructor(
    private readonly adminToken: AdminToken,
    private readonly keys: KeyAuthenticator,
    private readonly failures: FailedAttempts,
  ) {}

  /**
   * A token that a request brings. A wrong one counts against its address.
   * @throws UnauthorizedException; HttpException 429 with `Retry-After` after too many wrong ones
   */
  async identify(token: string, request: Request, response: Response): Promise<Caller> {
    if (this.adminToken.matches(token)) return ADMIN;
    const address = addressKey(request);
    const key = this.keys.remembered(token) ?? (await this.lookUp(token, address, response));
    if (!key) {
      this.failures.count(address);
      throw new UnauthorizedException();
    }
    return { ...key, stillValid: async () => (await this.keys.authenticate(token)) !== undefined };
  }

  /** A token that was good when it was sealed: that it is no longer is no guess. */
  async recognise(token: string): Promise<Caller | undefined> {
    if (this.adminToken.matches(token)) return ADMIN;
    return this.keys.remembered(token) ?? this.keys.authenticate(token);
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
