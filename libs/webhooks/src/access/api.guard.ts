import {
  ForbiddenException,
  Inject,
  Injectable,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
  type OnModuleInit,
  type Type,
} from '@nestjs/common';
import { ModuleRef, Reflector } from '@nestjs/core';
import { isObservable, lastValueFrom } from 'rxjs';
import { API_OPTIONS } from '../webhooks.tokens.js';
import type { ApiOptions } from '../webhooks.options.js';
import { getCaller } from './caller.js';
import { REQUIRED_SCOPE, type RequiredScope } from './require-scope.decorator.js';
import { allows } from './scopes.js';

/**
 * Runs the host's own guard (`api.guard`), which authenticates and calls `setCaller`, then checks the scope of the
 * route. Without a guard of the host an earlier, global one has to have called `setCaller`.
 */
@Injectable()
export class ApiGuard implements CanActivate, OnModuleInit {
  private hostGuard?: CanActivate;

  constructor(
    @Inject(API_OPTIONS) private readonly options: ApiOptions,
    private readonly reflector: Reflector,
    private readonly modules: ModuleRef,
  ) {}

  async onModuleInit(): Promise<void> {
    if (this.options.guard) this.hostGuard = await this.resolve(this.options.guard);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.hostGuard && !(await this.passes(this.hostGuard, context))) throw new UnauthorizedException();
    const caller = getCaller(context.switchToHttp().getRequest<object>());
    if (!caller) throw new UnauthorizedException();
    const scope = this.reflector.getAllAndOverride<RequiredScope | undefined>(REQUIRED_SCOPE, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (scope === undefined) throw new Error(`${context.getClass().name}.${context.getHandler().name} needs a scope.`);
    if (!allows(caller, scope)) throw new ForbiddenException(forbiddenBecause(scope));
    return true;
  }

  private async passes(guard: CanActivate, context: ExecutionContext): Promise<boolean> {
    const verdict = guard.canActivate(context);
    return isObservable(verdict) ? lastValueFrom(verdict) : verdict;
  }

  /** A provider of any of the host's modules, otherwise an instance made here. */
  private async resolve(guard: Type<CanActivate>): Promise<CanActivate> {
    return this.provided(guard) ?? (await this.modules.create(guard));
  }

  private provided(guard: Type<CanActivate>): CanActivate | undefined {
    try {
      return this.modules.get<CanActivate>(guard, { strict: false });
    } catch {
      return undefined;
    }
  }
}

function forbiddenBecause(scope: RequiredScope): string {
  return scope === 'admin' ? 'This needs the admin token.' : `This needs a key with the scope ${scope}.`;
}
