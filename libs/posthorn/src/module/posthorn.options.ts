import type { CanActivate, Type } from '@nestjs/common';
import type { EventBusModuleOptions } from '@posthorn/event-bus';
import type { TableChangesModuleOptions } from '@posthorn/table-changes';
import type { ApiOptions, WebhooksModuleOptions } from '@posthorn/webhooks';
import type { DatabaseSource } from './database-source.js';

/** Part of the options that has a default here; the rest is described at `WebhooksOptions`. */
export class PosthornOptions {
  /** Whether this process delivers. False: it publishes and serves the API; another process delivers. */
  dispatcher = true;
  /**
   * At boot: `check` refuses to start on an old schema, `run` brings it up to date, `ignore` does neither. The first two
   * also refuse settings of the database under which nothing can be read or stored.
   */
  migrations: 'check' | 'run' | 'ignore' = 'check';
}

/**
 * What a host passes: a database and encryption keys. Everything else has a default: `dialects` are all that there are,
 * `egress` reaches public addresses over https only.
 */
export type PosthornModuleOptions = DatabaseSource &
  Partial<PosthornOptions> &
  Omit<WebhooksModuleOptions, 'database'> & {
    /** Settings of the bus. */
    readonly bus?: Omit<EventBusModuleOptions, 'database'>;
    /** Row changes as events: which tables may be heard. False, the default: none, and no trigger is ever made. */
    readonly tableChanges?: TableChangesModuleOptions | false;
  };

/** The REST API of a host. */
export class PosthornApiOptions implements ApiOptions {
  /** Path in front of every route. '' for none. */
  prefix = 'v1';
  /** Authenticates and calls `setCaller(request, caller)`; none when a global guard of the host has done it. */
  guard?: Type<CanActivate>;
  /** Serves the management APIs of the other systems too, at their own paths. */
  documents = false;
}

/** The console of a host. It works with the REST API of the same application alone. */
export class PosthornConsoleOptions {
  /** Where it is served, below the global prefix of the application. */
  path = '/console';
  /**
   * Without `api`: what stands before the API that the console then has to itself, below its own path. With `api` its
   * guard does.
   */
  guard?: Type<CanActivate>;
  /**
   * `host`: the guard knows people by what their browser sends anyway, such as the session cookie of the host. `token`:
   * they sign in with a token, for hosts that serve `POST` and `DELETE <api>/session` themselves.
   */
  signIn: 'host' | 'token' = 'host';
}

/** What has to be known before any provider exists: controllers cannot appear later. */
export interface PosthornModuleExtras {
  /** The REST API; not served unless it is given. */
  readonly api?: Partial<PosthornApiOptions> | false;
  /** The console; not served unless it is given. */
  readonly console?: Partial<PosthornConsoleOptions> | false;
}
