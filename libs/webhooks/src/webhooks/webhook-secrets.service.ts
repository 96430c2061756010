import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Database, Queryable } from '@posthorn/database';
import { generateSecret } from '@posthorn/signing';
import type { ProjectScope } from '../access/project-scope.js';
import { AuditStore } from '../audit/audit.store.js';
import type { DialectRegistry } from '../dialect/dialect-registry.js';
import { formatId } from '../ids/prefixed-id.js';
import { uuidV7 } from '../ids/uuid-v7.js';
import { sealedIdentity, type SecretBox } from '../secrets/secret-box.js';
import { InvalidInputError, ResourceNotFoundError } from '../webhooks.errors.js';
import { DATABASE, DIALECTS, SECRET_BOX } from '../webhooks.tokens.js';
import { secretKind, secretProblem } from './secret-rules.js';
import { SecretStore, type SecretRow } from './secret.store.js';
import { HOST, type ChangeContext } from './webhook.input.js';
import type { WebhookRow } from './webhook.row.js';
import { WebhookStore } from './webhook.store.js';

/** What signs a webhook's deliveries now, in the clear. */
export interface RevealedSecrets {
  /** Null when the webhook is unsigned. */
  readonly secret: string | null;
  /** Secrets that still sign beside it during a rotation. */
  readonly previous: readonly { readonly secret: string; readonly expiresAt: Date }[];
}

export interface Rotation {
  /** Absent: generated. */
  readonly secret?: string | null;
  /** How long the secret before signs as well. Absent: what the dialect says, otherwise 0. */
  readonly graceSeconds?: number | null;
}

@Injectable()
export class WebhookSecrets {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(SECRET_BOX) private readonly box: SecretBox,
    @Inject(DIALECTS) private readonly dialects: DialectRegistry,
    private readonly webhooks: WebhookStore,
    private readonly secrets: SecretStore,
    private readonly audit: AuditStore,
  ) {}

  /** Explicit reveal; leaves an audit row. @throws ResourceNotFoundError, SecretUnreadableError */
  async reveal(id: string, scope: ProjectScope, context: ChangeContext = HOST): Promise<RevealedSecrets> {
    return this.database.transaction(async (tx) => {
      const row = await this.locked(tx, id, scope);
      const revealed = this.open(row, await this.secrets.current(id, tx));
      await this.note(tx, row, context, 'secret.revealed');
      return revealed;
    });
  }

  /** @throws ResourceNotFoundError, InvalidInputError */
  async rotate(
    id: string,
    scope: ProjectScope,
    rotation: Rotation,
    context: ChangeContext = HOST,
  ): Promise<RevealedSecrets> {
    const secret = rotation.secret ?? generateSecret(randomBytes);
    return this.database.transaction(async (tx) => {
      const row = await this.locked(tx, id, scope);
      const dialect = this.dialects.get(row.dialect);
      const problems = secretProblem(rotation.secret, dialect);
      if (problems.length > 0) throw new InvalidInputError(problems);
      const grace = rotation.graceSeconds ?? dialect?.policy.rotationGraceSeconds ?? 0;
      await this.secrets.retire(tx, id, grace);
      const secretId = uuidV7();
      const sealed = this.box.seal(secret, sealedIdentity.secret(row.project_id, id, secretId));
      await this.secrets.insert(tx, {
        id: secretId,
        projectId: row.project_id,
        webhookId: id,
        kind: secretKind(secret),
        sealed,
      });
      await this.changed(tx, row, context, 'secret.rotated');
      return this.open(row, await this.secrets.current(id, tx));
    });
  }

  /** Ends a rotation before its grace time does. */
  async finishRotation(id: string, scope: ProjectScope, context: ChangeContext = HOST): Promise<void> {
    await this.database.transaction(async (tx) => {
      const row = await this.locked(tx, id, scope);
      if ((await this.secrets.erasePrevious(tx, id)) > 0)
        await this.changed(tx, row, context, 'secret.rotation_finished');
    });
  }

  private open(webhook: WebhookRow, rows: readonly SecretRow[]): RevealedSecrets {
    const opened = rows.map((row) => ({
      secret: this.box.open(row.sealed, sealedIdentity.secret(webhook.project_id, webhook.id, row.id)),
      expiresAt: row.expires_at,
    }));
    const previous = opened.flatMap(({ secret, expiresAt }) => (expiresAt === null ? [] : [{ secret, expiresAt }]));
    return { secret: opened.find((entry) => entry.expiresAt === null)?.secret ?? null, previous };
  }

  private async locked(tx: Queryable, id: string, scope: ProjectScope): Promise<WebhookRow> {
    const row = await this.webhooks.lock(tx, id, scope);
    if (!row) throw new ResourceNotFoundError('webhook');
    return row;
  }

  private async changed(tx: Queryable, row: WebhookRow, context: ChangeContext, action: string): Promise<void> {
    await this.webhooks.update(tx, row.id, row);
    await this.webhooks.bumpVersion(tx);
    await this.note(tx, row, context, action);
  }

  private note(tx: Queryable, row: WebhookRow, context: ChangeContext, action: string): Promise<void> {
    return this.audit.add(tx, {
      projectId: row.project_id,
      actor: context.actor,
      action,
      target: formatId('hook', row.id),
    });
  }
}
