import { createParamDecorator, SetMetadata, type CustomDecorator, type ExecutionContext } from '@nestjs/common';
import { getCaller, type Caller, type Scope } from '@posthorn/webhooks';

export const ACCESS = 'posthorn:access';

/** What a route asks of its caller. A route without any is open to every authenticated caller. */
export type Access =
  { readonly kind: 'public' } | { readonly kind: 'admin' } | { readonly kind: 'scope'; readonly scope: Scope };

/** No token needed. */
export const Public = (): CustomDecorator => SetMetadata(ACCESS, { kind: 'public' } satisfies Access);

/** The admin token only. */
export const AdminOnly = (): CustomDecorator => SetMetadata(ACCESS, { kind: 'admin' } satisfies Access);

/** The admin token, or a project's key that has the scope. */
export const Scopes = (scope: Scope): CustomDecorator => SetMetadata(ACCESS, { kind: 'scope', scope } satisfies Access);

/** Who is calling. */
export const CurrentCaller = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  const caller = getCaller(context.switchToHttp().getRequest<object>());
  if (!caller) throw new Error('A route that asks for its caller has to be behind the AuthGuard.');
  return caller;
});
