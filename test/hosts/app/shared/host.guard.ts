import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { setCaller } from 'posthorn';

/** Stands for the authentication that a host has: one token, which may do everything. */
@Injectable()
export class HostGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>();
    if (request.headers['authorization'] !== 'Bearer host') return false;
    setCaller(request, { kind: 'admin', projectId: null, scopes: null, actor: 'host' });
    return true;
  }
}
