export {
  fromDrizzle,
  fromKysely,
  fromPg,
  fromPrisma,
  fromTypeOrm,
  migrationSql,
  typeOrmMigrations,
} from '@posthorn/database';
export { allDialects, createDialects } from '@posthorn/dialects';
export { EventBus, EventCatalogModule, eventOf, PublishError } from '@posthorn/event-bus';
export type { CommittedEvent, PublishedEvent, PublishOptions } from '@posthorn/event-bus';
export { defineEvent, EventCatalog } from '@posthorn/event-catalog';
export type { EventType } from '@posthorn/event-catalog';
export { TableChanges } from '@posthorn/table-changes';
export type { TableChangesModuleOptions, TableRule } from '@posthorn/table-changes';
export {
  DeliveriesService,
  DeliveryTicks,
  EventsService,
  HousekeepingTicks,
  isPosthornRoute,
  setCaller,
  VERSION,
  WebhooksError,
  WebhooksService,
} from '@posthorn/webhooks';
export type { Caller, Dialect, Scope } from '@posthorn/webhooks';
export type { DatabaseSource } from './module/database-source.js';
export { migratePosthorn } from './module/migrate-posthorn.js';
export type { MigratePosthornOptions } from './module/migrate-posthorn.js';
export { PosthornError } from './module/posthorn.errors.js';
export type { PosthornErrorCode } from './module/posthorn.errors.js';
export { withPosthornApi } from './module/posthorn-open-api.js';
export type { HostDocument, PosthornOpenApiOptions } from './module/posthorn-open-api.js';
export { PosthornModule } from './module/posthorn.module.js';
export type { PosthornModuleAsyncOptions } from './module/posthorn.module.js';
export { PosthornApiOptions, PosthornConsoleOptions, PosthornOptions } from './module/posthorn.options.js';
export type { PosthornModuleExtras, PosthornModuleOptions } from './module/posthorn.options.js';
export { posthornMigrations } from './posthorn.migrations.js';
