import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Database, Queryable } from '@posthorn/database';
import { generateSecret } from '@posthorn/signing';
import { INSTALLATION, type ProjectScope } from '../access/project-scope.js';
import { AuditStore } from '../audit/audit.store.js';
import type { DialectRegistry } from '../dialect/dialect-registry.js';
import type { DeliveryEngine } from '../engine/engine.js';
import type { EngineStatements } from '../engine/engine-statements.js';
import type { CursorCodec } from '../http/cursor.js';
import { toPage, type Page, type PageRequest } from '../http/page.js';
import { formatId } from '../ids/prefixed-id.js';
import { uuidV7 } from '../ids/uuid-v7.js';
import { sealedIdentity, type SecretBox } from '../secrets/secret-box.js';
import { InvalidInputError, ResourceNotFoundError, StateConflictError, type FieldProblem } from '../webhooks.errors.js';
import type { WebhooksOptions } from '../webhooks.options.js';
import { CURSORS, DATABASE, DIALECTS, ENGINE, OPTIONS, SECRET_BOX, STATEMENTS } from '../webhooks.tokens.js';
import { SubscriptionTables } from '../tables/subscription-tables.js';
import { Destinations } from './destinations.js';
import { SecretStore } from './secret.store.js';
import { secretKind, secretProblem } from './secret-rules.js';
import { SubscriptionRules, type StoredSubscription } from './subscription-rules.js';
import { blankWebhook, draftWebhook, type DraftRules } from './webhook-draft.js';
import { HOST, type ChangeContext, type NewWebhook, type WebhookSettings } from './webhook.input.js';
import type { ShownWebhook } from './webhook.mapper.js';
import type { NewWebhookRow, WebhookRow, WebhookStatus } from './webhook.row.js';
import { WebhookStore } from './webhook.store.js';

export interface WebhookListRequest extends PageRequest {
  readonly scope: ProjectScope;
  readonly search?: string;
  readonly status?: WebhookStatus;
}

/**
 * Webhooks of projects and of the installation. For the REST API, the dialects' management APIs and the host's own
 * code; ids are raw UUIDs, and every call names the scope it may see (`null`: all projects).
 */
@Injectable()
export class WebhooksService {
  private readonly rules: DraftRules;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(SECRET_BOX) private readonly box: SecretBox,
    @Inject(DIALECTS) private readonly dialects: DialectRegistry,
    @Inject(CURSORS) private readonly cursors: CursorCodec,
    @Inject(STATEMENTS) private readonly statements: EngineStatements,
    @Inject(OPTIONS) private readonly options: WebhooksOptions,
    private readonly store: WebhookStore,
    private readonly secrets: SecretStore,
    private readonly audit: AuditStore,
    private readonly destinations: Destinations,
    private readonly subscriptions: SubscriptionRules,
    private readonly tables: SubscriptionTables,
    @Inject(ENGINE) private readonly engine: DeliveryEngine,
  ) {
    const { defaultDialect, allowUnverifiedTls } = options.delivery;
    this.rules = { dialects, defaultDialect, box, allowUnverifiedTls };
  }

  /**
   * @throws InvalidInputError with one entry per wrong field
   * @throws StateConflictError `external_id_taken`, `webhook_limit_reached`
   */
  async create(input: NewWebhook, context: ChangeContext = HOST): Promise<ShownWebhook> {
    const blank = blankWebhook(
      uuidV7(),
      input.projectId ?? INSTALLATION,
      input.externalId ?? null,
      this.rules.defaultDialect,
    );
    const { row, warnings } = await this.judge(
      blank,
      input,
      context,
      secretProblem(input.secret, this.dialects.get(input.dialect ?? blank.dialect)),
    );
    const secret = input.secret ?? this.generatedSecret(row);
    const tables = await this.tables.watchable(row);
    await this.database.transaction(async (tx) => {
      if (!(await this.store.insert(tx, row))) {
        throw new StateConflictError('external_id_taken', 'Another webhook of the project has this external_id.');
      }
      await this.refuseTooMany(tx, row.project_id);
      if (secret !== undefined) await this.addSecret(tx, row, secret);
      await this.tables.want(tx, tables);
      await this.record(tx, row, context, 'webhook.created', input);
    });
    await this.tables.begin(tables);
    const stored = await this.get(row.id, null);
    return { row: stored.row, warnings: union(warnings, stored.warnings), ...(secret === undefined ? {} : { secret }) };
  }

  /** @throws ResourceNotFoundError */
  async get(id: string, scope: ProjectScope): Promise<ShownWebhook> {
    const row = await this.store.find(id, scope);
    if (!row) throw new ResourceNotFoundError('webhook');
    return { row, warnings: await this.subscriptions.warnings(row) };
  }

  /** By a client's own id; undefined when the project has none. */
  async findByExternalId(projectId: string, externalId: string): Promise<ShownWebhook | undefined> {
    const row = await this.store.findByExternalId(projectId, externalId);
    return row && { row, warnings: await this.subscriptions.warnings(row) };
  }

  /** Newest first. */
  async list(request: WebhookListRequest): Promise<Page<ShownWebhook>> {
    const list = JSON.stringify(['webhooks', request.scope, request.search, request.status]);
    const position = request.cursor === undefined ? undefined : this.cursors.decode(list, request.cursor);
    const rows = await this.store.list({
      scope: request.scope,
      limit: request.limit + 1,
      ...(request.search === undefined ? {} : { search: request.search }),
      ...(request.status === undefined ? {} : { status: request.status }),
      ...(position ? { after: [String(position[0]), String(position[1])] } : {}),
    });
    const page = toPage(rows, request.limit, (last) => this.cursors.encode(list, [last.created_at_text, last.id]));
    const known = await this.subscriptions.known();
    const items = page.items.map(async (row) => ({ row, warnings: await this.subscriptions.warnings(row, known) }));
    return { ...page, items: await Promise.all(items) };
  }

  /**
   * Merges a change: absent keeps, null clears, arrays replace.
   * @throws ResourceNotFoundError, InvalidInputError
   */
  async update(
    id: string,
    scope: ProjectScope,
    change: WebhookSettings,
    context: ChangeContext = HOST,
  ): Promise<ShownWebhook> {
    const seen = await this.get(id, scope);
    // Names are resolved before a row is locked; the draft is made again from what the lock shows.
    const { row: draft, warnings } = await this.judge(seen.row, change, context);
    const tables = await this.tables.watchable(draft);
    const secret = await this.database.transaction(async (tx) => {
      const current = await this.locked(tx, id, scope);
      const { row, problems } = draftWebhook(current, inStoredForm(change, draft), this.rules);
      if (problems.length > 0) throw new InvalidInputError(problems);
      await this.store.update(tx, id, row);
      await this.tables.want(tx, tables);
      const isEnabled = current.disabled_reason !== null && row.disabled_reason === null;
      // What is known of the old URL must not hold back, or disable, the new one.
      if (isEnabled || row.url !== current.url) await this.store.resetHealth(tx, id);
      await this.record(tx, current, context, 'webhook.updated', change);
      return row.dialect === current.dialect ? undefined : this.secretForDialect(tx, row);
    });
    this.engine.wake();
    await this.tables.begin(tables);
    const stored = await this.get(id, scope);
    return { row: stored.row, warnings: union(warnings, stored.warnings), ...(secret === undefined ? {} : { secret }) };
  }

  /**
   * Erases the secrets, ends what waits as `failed`, `webhook_deleted`, and leaves the deliveries readable (RULES 20).
   * @throws ResourceNotFoundError
   */
  async remove(id: string, scope: ProjectScope, context: ChangeContext = HOST): Promise<void> {
    await this.database.transaction(async (tx) => {
      const row = await this.locked(tx, id, scope);
      await this.store.markDeleted(tx, id);
      await this.record(tx, row, context, 'webhook.deleted', {});
    });
    await this.endWaiting(id);
  }

  /**
   * Removes the webhooks of a deleted project once everything committed for it has been sent (RULES 21).
   * @returns false while something still waits: call again later
   */
  async removeProjectWhenDrained(projectId: string, context: ChangeContext = HOST): Promise<boolean> {
    if (await this.store.hasWork(projectId)) return false;
    for (const id of await this.store.idsOfProject(projectId)) await this.remove(id, projectId, context);
    return true;
  }

  /** What waits for a deleted webhook, in short statements; what others have claimed they end themselves. */
  private async endWaiting(id: string): Promise<void> {
    for (let settled = SETTLE_BATCH; settled === SETTLE_BATCH;) {
      const values = [id, 'failed', 'webhook_deleted', false, SETTLE_BATCH];
      const { rows } = await this.database.query<{ settled: number }>(this.statements.settle, values);
      settled = rows[0]?.settled ?? 0;
    }
  }

  private async judge(
    current: NewWebhookRow,
    change: WebhookSettings,
    context: ChangeContext,
    more: readonly FieldProblem[] = [],
  ): Promise<{ row: NewWebhookRow; warnings: readonly string[] }> {
    const draft = draftWebhook(current, change, this.rules);
    const [destination, subscription] = await Promise.all([
      typeof change.url === 'string' && change.url !== current.url
        ? this.destinations.check(change.url)
        : NOTHING_WRONG,
      this.subscriptions.check(draft.row, context.unknownEvents ?? 'refuse', change),
    ]);
    const problems = [...destination.problems, ...subscription.problems, ...draft.problems, ...more];
    if (problems.length > 0) throw new InvalidInputError(problems);
    const row = { ...draft.row, ...subscription.subscription };
    return { row, warnings: [...destination.warnings, ...subscription.warnings] };
  }

  /** Two that are made at the same moment may both be the last one: the limit is there for loops that never end. */
  private async refuseTooMany(tx: Queryable, projectId: string): Promise<void> {
    const { webhooksPerProject } = this.options.limits;
    if (projectId === INSTALLATION || (await this.store.count(tx, projectId)) <= webhooksPerProject) return;
    throw new StateConflictError(
      'webhook_limit_reached',
      `The project has ${webhooksPerProject} webhooks, and may have no more. Delete those that are not needed, or raise limits.webhooksPerProject.`,
    );
  }

  private generatedSecret(row: NewWebhookRow): string | undefined {
    return this.dialects.get(row.dialect)?.policy.secret === 'optional' ? undefined : generateSecret(randomBytes);
  }

  /**
   * A webhook that was unsigned in its old dialect and is signed in the new one.
   * @returns the secret made for it
   * @throws InvalidInputError when its secret cannot sign in the new dialect
   */
  private async secretForDialect(tx: Queryable, row: NewWebhookRow): Promise<string | undefined> {
    const current = await this.secrets.current(row.id, tx);
    const signsWithKeys = this.dialects.get(row.dialect)?.policy.ed25519 === true;
    if (!signsWithKeys && current.some(({ kind, expires_at }) => kind === 'ed25519' && expires_at === null)) {
      const reason = `The dialect "${row.dialect}" signs with HMAC only, and the webhook's secret is a whsk_ key`;
      throw InvalidInputError.of('dialect', 'secret_cannot_sign', `${reason}: rotate the secret first.`);
    }
    if (current.length > 0) return undefined;
    const secret = this.generatedSecret(row);
    if (secret !== undefined) await this.addSecret(tx, row, secret);
    return secret;
  }

  private async addSecret(tx: Queryable, row: NewWebhookRow, secret: string): Promise<void> {
    const id = uuidV7();
    const sealed = this.box.seal(secret, sealedIdentity.secret(row.project_id, row.id, id));
    await this.secrets.insert(tx, {
      id,
      projectId: row.project_id,
      webhookId: row.id,
      kind: secretKind(secret),
      sealed,
    });
  }

  private async locked(tx: Queryable, id: string, scope: ProjectScope): Promise<WebhookRow> {
    const row = await this.store.lock(tx, id, scope);
    if (!row) throw new ResourceNotFoundError('webhook');
    return row;
  }

  private async record(
    tx: Queryable,
    row: NewWebhookRow,
    context: ChangeContext,
    action: string,
    change: object,
  ): Promise<void> {
    await this.store.bumpVersion(tx);
    const fields = Object.entries(change).filter(([, value]) => value !== undefined);
    const details = fields.length > 0 ? { fields: fields.map(([name]) => name) } : {};
    await this.audit.add(tx, {
      projectId: row.project_id,
      actor: context.actor,
      action,
      target: formatId('hook', row.id),
      details,
    });
  }
}

/** A change whose lists read as they were judged; those that it does not name stay so. */
function inStoredForm(change: WebhookSettings, judged: StoredSubscription): WebhookSettings {
  return {
    ...change,
    ...(change.events ? { events: judged.events } : {}),
    ...(change.collections ? { collections: judged.collections } : {}),
    ...(change.tables ? { tables: judged.tables } : {}),
  };
}

/** What was found out while judging (a name that did not resolve), and what is so now (triggers that wait). */
function union(...lists: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lists.flat())];
}

const SETTLE_BATCH = 5_000;
const NOTHING_WRONG = { problems: [] as FieldProblem[], warnings: [] as string[] };
