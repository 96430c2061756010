import { describe, expect, it } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector, type ModuleRef } from '@nestjs/core';
import { ApiOptions } from '../webhooks.options.js';
import { ApiGuard } from './api.guard.js';
import { setCaller, type Caller } from './caller.js';
import { RequireScope } from './require-scope.decorator.js';

class Routes {
  forgotten(): void {
    return;
  }

  @RequireScope('webhooks:read')
  guarded(): void {
    return;
  }
}

const admin: Caller = { kind: 'admin', projectId: null, scopes: null, actor: 'admin' };

function call(route: keyof Routes, caller?: Caller): Promise<boolean> {
  const request = {};
  if (caller) setCaller(request, caller);
  const handler: unknown = Object.getOwnPropertyDescriptor(Routes.prototype, route)?.value;
  const context = {
    getHandler: () => handler,
    getClass: () => Routes,
    switchToHttp: () => ({ getRequest: () => request }),
  };
  const guard = new ApiGuard(new ApiOptions(), new Reflector(), {} as ModuleRef);
  return guard.canActivate(context as unknown as ExecutionContext);
}

describe('A route', () => {
  it('that names no scope answers nobody, the admin included', async () => {
    await expect(call('forgotten', admin)).rejects.toThrow('Routes.forgotten needs a scope.');
  });

  it('that names one answers those who have it, and nobody whom no guard has recognised', async () => {
    expect(await call('guarded', admin)).toBe(true);
    await expect(call('guarded', { ...admin, kind: 'project', projectId: 'p', scopes: [] })).rejects.toMatchObject({
      status: 403,
    });
    await expect(call('guarded')).rejects.toMatchObject({ status: 401 });
  });
});
