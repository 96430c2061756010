import { Global, Module, type DynamicModule } from '@nestjs/common';

import { AdminToken } from './admin-token.js';
import { Callers } from './callers.js';
import { FailedAttempts } from './failed-attempts.js';
import { RequestBudget } from './request-budget.js';
import { SessionSeal } from './session/session-seal.js';
import { Sessions } from './session/sessions.js';
import { TokenIdentifier } from './token-identifier.js';

export interface AuthOptions {
  readonly adminToken: string;
  /** Base64, newest first. Sessions are sealed with keys derived from these. */
  readonly encryptionKeys: readonly string[];
  /** Per caller, before 429. */
  readonly requestsPerSecond: number;
}

/** What the guards need. The guards themselves are global and stand, in their order, in the application's module. */
@Global()
@Module({})
export class AuthModule {
  static forRoot(options: AuthOptions): DynamicModule {
    return {
      module: AuthModule,
      providers: [
        { provide: AdminToken, useValue: new AdminToken(options.adminToken) },
        { provide: FailedAttempts, useValue: new FailedAttempts() },
        { provide: SessionSeal, useValue: new SessionSeal(options.encryptionKeys) },
        TokenIdentifier,
        Sessions,
        Callers,
        { provide: RequestBudget, useValue: new RequestBudget(options.requestsPerSecond) },
      ],
      exports: [AdminToken, FailedAttempts, RequestBudget, TokenIdentifier, Sessions, Callers],
    };
  }
}
