export {
  fromDrizzle,
  fromKysely,
  fromPg,
  fromPrisma,
  fromTypeOrm,
  migrationSql,
  typeOrmMigrations,
} from '@posthorn/database';
export { EventBus, EventCatalogModule, eventOf, PublishError } from '@posthorn/event-bus';
export type { CommittedEvent, PublishedEvent, PublishOptions } from '@posthorn/event-bus';
export { defineEvent, EventCatalog } from '@posthorn/event-catalog';
export type { EventType } from '@posthorn/event-catalog';
export {
  DeliveriesService,
  DeliveryTicks,
  EventsService,
  HousekeepingTicks,
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
export { PosthornModule } from './module/posthorn.module.js';
export type { PosthornModuleAsyncOptions } from './module/posthorn.module.js';
export { PosthornApiOptions, PosthornOptions } from './module/posthorn.options.js';
export type { PosthornModuleExtras, PosthornModuleOptions } from './module/posthorn.options.js';
export { posthornMigrations } from './posthorn.migrations.js';
