import type { Queryable } from '@posthorn/database';
import type { EventResource } from '@posthorn/event-catalog';
import type { Clock } from '../common/clock.js';
import type { DialectRegistry } from '../dialect/dialect-registry.js';
import type { EngineStatements } from '../engine/engine-statements.js';
import type { SecretBox } from '../secrets/secret-box.js';
import type { MatchOptions } from '../subscriptions/subscription.js';
import { compileSubscriptions } from '../subscriptions/subscription-index.js';
import type { Configuration } from './configuration.js';
import { toWebhookConfig, type WebhookRow } from './webhook-row.js';

export interface ConfigurationDeps {
  readonly database: Queryable;
  readonly statements: EngineStatements;
  readonly dialects: DialectRegistry;
  readonly secretBox: SecretBox;
  readonly matching: MatchOptions;
  readonly clock: Clock;
  readonly userAgent: string;
  readonly disableAfterSeconds: number;
  readonly defaultTimeoutSeconds: number;
}

interface EventTypeRow {
  readonly name: string;
  readonly version: number;
  readonly resource: EventResource | null;
}

/**
 * All webhooks, compiled, in memory. The version is read before the rows: what changes in between makes this
 * configuration newer than it says, so it is only ever loaded once too often.
 */
export class ConfigurationStore {
  private loaded: Configuration | undefined;
  private loading: Promise<Configuration> | undefined;

  constructor(private readonly deps: ConfigurationDeps) {}

  /** The configuration in use; undefined before the first load. */
  get current(): Configuration | undefined {
    return this.loaded;
  }

  /** True when the database has moved on. @param version as a claim or the poll returned it */
  isBehind(version: string): boolean {
    return this.loaded === undefined || BigInt(version) > this.loaded.version;
  }

  /**
   * True when the database holds another version, be it an older one: a backup was restored, or a standby promoted that
   * lacked the last commits. @param version as the poll returned it
   */
  hasMoved(version: string): boolean {
    return BigInt(version) !== this.loaded?.version;
  }

  /** The configuration that the database holds now. @param version as the poll returned it */
  async follow(version: string): Promise<Configuration> {
    if (!this.isBehind(version)) return this.reload();
    return this.atLeast(version);
  }

  /** The configuration, at least as new as `version` when one is given. */
  async atLeast(version?: string): Promise<Configuration> {
    while (this.loaded === undefined || (version !== undefined && this.isBehind(version))) await this.reload();
    return this.loaded;
  }

  /** Loads now; concurrent calls share one load that began after the first of them. */
  reload(): Promise<Configuration> {
    this.loading ??= this.load().finally(() => {
      this.loading = undefined;
    });
    return this.loading;
  }

  private async load(): Promise<Configuration> {
    const { database, statements, clock } = this.deps;
    const version = await database.query<{ version: string }>(statements.configurationVersion);
    const webhookRows = await database.query<WebhookRow>(statements.loadWebhooks);
    const typeRows = await database.query<EventTypeRow>(statements.loadEventTypes);
    const context = { ...this.deps, now: clock.now().getTime() };
    const webhooks = webhookRows.rows.map((row) => toWebhookConfig(row, context));
    this.loaded = {
      version: BigInt(version.rows[0]?.version ?? 0),
      webhooks: new Map(webhooks.map((webhook) => [webhook.id, webhook])),
      eventTypes: new Map(
        typeRows.rows.map((row) => [
          row.name,
          { name: row.name, version: row.version, resource: row.resource ?? undefined },
        ]),
      ),
      index: compileSubscriptions(webhooks, this.deps.matching),
    };
    return this.loaded;
  }
}
