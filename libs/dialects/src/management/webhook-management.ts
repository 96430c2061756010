import { Inject, Injectable } from '@nestjs/common';
import {
  CreateWebhookDto,
  DeliveriesService,
  DIALECTS,
  InvalidInputError,
  parseId,
  Projects,
  ResourceNotFoundError,
  scopeOf,
  secretProblem,
  targetProject,
  toChange,
  toNewWebhook,
  UpdateWebhookDto,
  validateInput,
  WebhookSecrets,
  WebhooksService,
  WebhookTests,
  type AttemptRecord,
  type Caller,
  type ChangeContext,
  type DeliveryRow,
  type DialectRegistry,
  type ProjectScope,
  type ShownWebhook,
} from '@posthorn/webhooks';
import { bareId } from '../wire/ids.js';
import type { JsonBody } from './json-body.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const PAGE = 200;
/** What a list without pages shows at most; the real systems stop at their own numbers. */
const LIST_LIMIT = 5_000;

/** What the management APIs of all documents have in common: their bodies, translated, go through the native rules. */
@Injectable()
export class WebhookManagement {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly secrets: WebhookSecrets,
    private readonly tests: WebhookTests,
    private readonly deliveries: DeliveriesService,
    private readonly projects: Projects,
    @Inject(DIALECTS) private readonly dialects: DialectRegistry,
  ) {}

  /**
   * The project of a new or listed webhook; `''` is the installation. A bare UUID stands for the prefixed id.
   * @throws ResourceNotFoundError for a project that the caller may not name
   */
  async project(caller: Caller, named: string | undefined): Promise<string> {
    if (named === undefined || named === '') return targetProject(caller, undefined);
    const names = UUID.test(named) ? [`proj_${named.replaceAll('-', '')}`, named] : [named];
    if (caller.projectId !== null) {
      if (!names.includes(caller.projectId) && bareId(caller.projectId) !== named)
        throw new ResourceNotFoundError('project');
      return caller.projectId;
    }
    for (const name of names.slice(0, -1)) if (await this.projects.exists(name)) return name;
    const last = names.at(-1) ?? named;
    await this.projects.require(last);
    return last;
  }

  /** @param native the fields in the words of the native API */
  async create(caller: Caller, project: string, native: JsonBody): Promise<ShownWebhook> {
    const dto = checked(validateInput(CreateWebhookDto, native));
    return this.webhooks.create(toNewWebhook(dto, project), context(caller));
  }

  /** Merges; a `secret` among the fields replaces the present one at once. */
  async update(
    caller: Caller,
    id: string,
    scope: ProjectScope,
    { secret, ...native }: JsonBody,
  ): Promise<ShownWebhook> {
    const dto = checked(validateInput(UpdateWebhookDto, native));
    // Before anything is changed: a refused request changes nothing.
    const wanted = await this.usableSecret(id, scope, secret, dto.dialect);
    const updated = await this.webhooks.update(id, scope, toChange(dto), context(caller));
    if (wanted === undefined) return updated;
    await this.rotate(caller, id, scope, wanted);
    return { ...updated, row: (await this.webhooks.get(id, scope)).row };
  }

  /** @throws InvalidInputError when there is one that the webhook, in its dialect, could not sign with */
  private async usableSecret(
    id: string,
    scope: ProjectScope,
    secret: unknown,
    dialect?: string | null,
  ): Promise<string | undefined> {
    if (secret === undefined || secret === null || secret === '') return undefined;
    if (typeof secret !== 'string') throw InvalidInputError.of('secret', 'invalid', 'A secret is a text.', 'a text');
    const name = dialect ?? (await this.webhooks.get(id, scope)).row.dialect;
    const problems = secretProblem(secret, this.dialects.get(name));
    if (problems.length > 0) throw new InvalidInputError(problems);
    return secret;
  }

  /** @returns the new secret */
  async rotate(caller: Caller, id: string, scope: ProjectScope, secret?: string): Promise<string> {
    const rotation = secret === undefined ? {} : { secret };
    const revealed = await this.secrets.rotate(id, scope, rotation, context(caller));
    return revealed.secret ?? '';
  }

  get(id: string, scope: ProjectScope): Promise<ShownWebhook> {
    return this.webhooks.get(id, scope);
  }

  /** By `hook_…`, by bare UUID, or by the client's own id when the project is known. @throws ResourceNotFoundError */
  async find(caller: Caller, id: string, project?: string): Promise<ShownWebhook> {
    const uuid = UUID.test(id) ? id : parseId('hook', id);
    // PostgreSQL holds no text with NUL.
    const isOwn = project !== undefined && !id.includes('\0');
    const external = isOwn ? await this.webhooks.findByExternalId(project, id) : undefined;
    if (external) return external;
    if (uuid === null) throw new ResourceNotFoundError('webhook');
    const found = await this.webhooks.get(uuid, project ?? scopeOf(caller));
    // A deleted project's webhooks stay, unseen, until they have been sent its last event.
    if (!(await this.projects.exists(found.row.project_id))) throw new ResourceNotFoundError('webhook');
    return found;
  }

  /** Newest first, all of them: these APIs have no cursors. */
  async list(scope: ProjectScope): Promise<readonly ShownWebhook[]> {
    const found: ShownWebhook[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.webhooks.list({ scope, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
      found.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && found.length < LIST_LIMIT);
    return this.projects.known(found, ({ row }) => row.project_id);
  }

  remove(caller: Caller, id: string, scope: ProjectScope): Promise<void> {
    return this.webhooks.remove(id, scope, context(caller));
  }

  test(id: string, scope: ProjectScope): Promise<AttemptRecord> {
    return this.tests.send(id, scope);
  }

  /** The newest deliveries. */
  async recent(webhookId: string, scope: ProjectScope, limit: number): Promise<readonly DeliveryRow[]> {
    return (await this.deliveries.list({ webhookId, scope, limit })).items;
  }

  /**
   * Sends a delivery of this webhook again, as a new delivery.
   * @param deliveryId `del_…`, or its bare UUID
   * @throws ResourceNotFoundError; ExpiredError; StateConflictError
   */
  async replay(caller: Caller, webhookId: string, scope: ProjectScope, deliveryId: string): Promise<DeliveryRow> {
    const id = UUID.test(deliveryId) ? `del_${deliveryId.replaceAll('-', '')}` : deliveryId;
    const { webhook_id } = await this.deliveries.get(id, scope);
    if (webhook_id !== webhookId) throw new ResourceNotFoundError('delivery');
    return this.deliveries.replay(id, scope, context(caller));
  }

  /** What the newest failing delivery says; '' when the last attempt succeeded. */
  async lastError({ row }: ShownWebhook): Promise<string> {
    if (row.failing_since === null) return '';
    const request = { webhookId: row.id, scope: row.project_id, limit: 1, status: ['failed', 'pending'] } as const;
    return (await this.deliveries.list(request)).items[0]?.error ?? '';
  }

  /** The same for those of a list that fail, by id. */
  async lastErrors(webhooks: readonly ShownWebhook[]): Promise<ReadonlyMap<string, string>> {
    const errors = new Map<string, string>();
    // One after the other: a list of failing webhooks must not take every connection.
    for (const webhook of webhooks) {
      if (webhook.row.failing_since !== null) errors.set(webhook.row.id, await this.lastError(webhook));
    }
    return errors;
  }
}

function context(caller: Caller): ChangeContext {
  return { actor: caller.actor, unknownEvents: 'warn' };
}

function checked<T>(result: ReturnType<typeof validateInput<T & object>>): T {
  if ('problems' in result) throw new InvalidInputError(result.problems);
  return result.value;
}
