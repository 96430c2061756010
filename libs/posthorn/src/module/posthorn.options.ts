import type { EventBusModuleOptions } from '@posthorn/event-bus';
import type { ApiOptions, WebhooksModuleOptions } from '@posthorn/webhooks';
import type { DatabaseSource } from './database-source.js';

/** Part of the options that has a default here; the rest is described at `WebhooksOptions`. */
export class PosthornOptions {
  /** Whether this process delivers. False: it publishes and serves the API; another process delivers. */
  dispatcher = true;
  /**
   * At boot: `check` refuses to start on an old schema, `run` brings it up to date, `ignore` does neither.
   */
  migrations: 'check' | 'run' | 'ignore' = 'check';
}

/**
 * What a host passes: a database and encryption keys. Everything else has a default.
 */
export type PosthornModuleOptions = DatabaseSource &
  Partial<PosthornOptions> &
  Omit<WebhooksModuleOptions, 'database'> & {
    /** Settings of the bus. */
    readonly bus?: Omit<EventBusModuleOptions, 'database'>;
  };

/** The REST API of a host. */
export class PosthornApiOptions implements ApiOptions {
  /** Path in front of every route. '' for none. */
  prefix = 'v1';
  /** Authenticates and calls `setCaller(request, caller)`; none when a global guard of the host has done it. */
  guard?: ApiOptions['guard'];
  /** Serves the management APIs of the other systems too, at their own paths. */
  documents = false;
}

/** What has to be known before any provider exists: controllers cannot appear later. */
export interface PosthornModuleExtras {
  /** The REST API; not served unless it is given. */
  readonly api?: Partial<PosthornApiOptions> | false;
}
