import type { CanActivate, Type } from '@nestjs/common';
import type { Database } from '@posthorn/database';
import type { EgressOptions, Sender } from '@posthorn/egress';
import { checkOptions } from './check-options.js';
import type { Dialect } from './dialect/dialect.js';
import { engineOptions, type DeliveryOptions as EngineDelivery, type EngineOptions } from './engine/engine-options.js';
import type { EngineObserver } from './engine/engine-ports.js';
import type { HousekeepingOptions } from './housekeeping/housekeeping-options.js';
import type { SecretBox } from './secrets/secret-box.js';
import { WebhooksOptionsError } from './webhooks.errors.js';

/** Where deliveries may go, and how they are sent. */
export interface DestinationOptions {
  /** Plain http URLs. */
  allowHttp: boolean;
  /** CIDRs that deliveries may reach although they are not public. */
  allowedAddresses: readonly string[];
  /** Whether a webhook may set `tls_verify` to false. */
  allowUnverifiedTls: boolean;
  /** Of webhooks that name none. */
  defaultDialect: string;
  /** Said to whoever writes down a loopback URL that is refused: how it is opened. '' outside development. */
  loopbackHint: string;
  /** The addresses that deliveries come from, for receivers' allow lists; shown in `GET /v1/system`. */
  sourceAddresses: readonly string[];
}

export type DeliveryOptions = EngineDelivery & DestinationOptions;

export interface EncryptionOptions {
  /** 32 bytes each, as bytes or base64, newest first: the first seals, every one opens. */
  keys: readonly (string | Uint8Array)[];
  /** Replaces the sealing with AES-256-GCM, for instance by a key service. `keys` still key the cursors. */
  secretBox?: SecretBox;
}

/** What the host knows of its projects. */
export interface ProjectDirectory {
  /** False: the API answers as to any unknown project. */
  exists(projectId: string): Promise<boolean>;
  /** The same of several at once, for lists over all projects; without it each is asked for by itself. */
  existing?(projectIds: readonly string[]): Promise<readonly string[]>;
}

/** Options of `WebhooksModule`, defaults filled in. */
export class WebhooksOptions {
  /** The host's database: `fromTypeOrm(dataSource)`, `fromPg(pool)`, … */
  database!: Database;
  /** Schema of Posthorn's tables. */
  schema = 'posthorn';
  /** Wire formats, from `@posthorn/dialects` or the host's own. */
  dialects: readonly Dialect[] = [];
  /** The `<db>` of `databases.<db>.tables…` by which subscriptions name row changes. */
  appwriteDatabase = 'main';
  encryption: EncryptionOptions = { keys: [] };
  worker: EngineOptions['worker'] = engineOptions().worker;
  delivery: DeliveryOptions = {
    ...engineOptions().delivery,
    allowHttp: false,
    allowedAddresses: [],
    allowUnverifiedTls: false,
    defaultDialect: 'standard',
    loopbackHint: '',
    sourceAddresses: [],
  };
  retry: EngineOptions['retry'] = engineOptions().retry;
  /** How often partitions and expired rows are looked at, and how. */
  housekeeping: Partial<Omit<HousekeepingOptions, 'retentionDays'>> = {};
  limits = {
    /** Webhooks that a project may have: each is matched against each of its events. Installation-wide ones do not count. */
    webhooksPerProject: 1000,
  };
  retention = { /** Days that events and deliveries are kept. */ days: 30 };
  projects?: ProjectDirectory;
  /** The guard's finer settings; addresses and http are under `delivery`. */
  egress: Partial<EgressOptions> = {};
  /** Replaces the sender, for tests. URLs are checked by the guard when they are written down, in any case. */
  sender?: Sender;
  /** Told what the engine does, for metrics and signals. */
  observer?: EngineObserver;
}

/** The REST API, known before the module is made: controllers cannot appear later. */
export class ApiOptions {
  /** Path in front of every route. '' for none. */
  prefix = 'v1';
  /**
   * Authenticates: answers false or throws, or calls `setCaller(request, caller)`. A provider of any module of the
   * host, otherwise one is made. Without it a guard that runs earlier has to call `setCaller`.
   */
  guard?: Type<CanActivate>;
}

type Part<T> = { readonly [Key in keyof T]?: T[Key] };

/** What a host passes: a database, encryption keys and dialects; everything else has a default. */
export type WebhooksModuleOptions = Pick<WebhooksOptions, 'database'> & {
  readonly schema?: string;
  readonly dialects?: readonly Dialect[];
  readonly appwriteDatabase?: string;
  readonly encryption?: Part<EncryptionOptions>;
  readonly worker?: Part<WebhooksOptions['worker']>;
  readonly delivery?: Part<DeliveryOptions>;
  readonly retry?: Part<WebhooksOptions['retry']>;
  readonly limits?: Part<WebhooksOptions['limits']>;
  readonly retention?: Part<WebhooksOptions['retention']>;
  readonly housekeeping?: WebhooksOptions['housekeeping'];
  readonly projects?: ProjectDirectory;
  readonly egress?: Partial<EgressOptions>;
  readonly sender?: Sender;
  readonly observer?: EngineObserver;
};

/** @throws WebhooksOptionsError when something is missing that has no default, or is a number that cannot be meant */
export function webhooksOptions(given: WebhooksModuleOptions): WebhooksOptions {
  // Hosts that are not checked by a compiler forget it.
  if ((given as Partial<WebhooksModuleOptions>).database === undefined) {
    throw new WebhooksOptionsError(
      'WebhooksModule needs a database: pass database: fromTypeOrm(dataSource) or fromPg(pool).',
    );
  }
  const options = new WebhooksOptions();
  for (const [name, value] of Object.entries(given as Record<string, unknown>)) {
    if (value === undefined) continue;
    const present = (options as unknown as Record<string, unknown>)[name];
    const nested = NESTED.has(name) && typeof present === 'object' && present !== null;
    const merged: unknown = nested ? { ...present, ...defined(value as object) } : value;
    Object.assign(options, { [name]: merged });
  }
  checkOptions(options, new WebhooksOptions());
  return options;
}

const NESTED: ReadonlySet<string> = new Set(['encryption', 'worker', 'delivery', 'retry', 'limits', 'retention']);

function defined(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
