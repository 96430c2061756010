export { AdminOnly, CurrentCaller, Public, Scopes } from './access.decorators.js';
export { AdminToken } from './admin-token.js';
export { AuthGuard } from './auth.guard.js';
export { AuthModule, type AuthOptions } from './auth.module.js';
export { RequestBudgetGuard } from './request-budget.guard.js';
export { KeyAuthenticator } from './key-authenticator.js';
export { KNOWN_SCOPES, mayGrant } from './scopes.js';
