import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { parseId } from '../ids/prefixed-id.js';
import { ResourceNotFoundError } from '../webhooks.errors.js';
import { WebhookStore } from '../webhooks/webhook.store.js';
import { getCaller } from './caller.js';
import { Projects } from './projects.js';

interface AddressedRequest {
  readonly params?: Readonly<Record<string, string>>;
}

/**
 * A deleted project's webhooks stay until they have been sent its last event, unseen (RULES 21). Its keys have ended
 * with it; whoever sees all projects is told here that there is no such webhook, on every route below it.
 */
@Injectable()
export class KnownProjectGuard implements CanActivate {
  constructor(
    private readonly webhooks: WebhookStore,
    private readonly projects: Projects,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AddressedRequest>();
    if (getCaller(request)?.kind !== 'admin' || !this.projects.areKnown) return true;
    const id = parseId('hook', request.params?.['id'] ?? '');
    const webhook = id === null ? undefined : await this.webhooks.findKept(id);
    if (webhook && !(await this.projects.exists(webhook.project_id))) throw new ResourceNotFoundError('webhook');
    return true;
  }
}
