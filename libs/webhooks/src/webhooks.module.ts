import { Module } from '@nestjs/common';
import { EventBusModule } from '@posthorn/event-bus';
import { Projects } from './access/projects.js';
import { AuditStore } from './audit/audit.store.js';
import { DeliveriesService } from './deliveries/deliveries.service.js';
import { DeliveryRequests } from './deliveries/delivery-requests.service.js';
import { DeliveryStore } from './deliveries/delivery.store.js';
import { EventTypeNames } from './event-types/event-type-names.js';
import { EventTypeStore } from './event-types/event-type.store.js';
import { EventTypesService } from './event-types/event-types.service.js';
import { EventExplainer } from './events/event-explainer.service.js';
import { EventPublisher } from './events/event-publisher.service.js';
import { EventStore } from './events/event.store.js';
import { EventsService } from './events/events.service.js';
import { LoadedEvents } from './events/loaded-events.js';
import { IdempotencyStore } from './http/idempotency.store.js';
import { Posthorn } from './observability/posthorn.js';
import { PosthornMetrics } from './observability/posthorn-metrics.js';
import { PreviewService } from './preview/preview.service.js';
import { RecoveriesService } from './recoveries/recoveries.service.js';
import { RecoveryStore } from './recoveries/recovery.store.js';
import { StatisticsService } from './stats/statistics.service.js';
import { StatisticsStore } from './stats/statistics.store.js';
import { SystemStore } from './system/system.store.js';
import { ConfigurableModuleClass } from './webhooks.module-definition.js';
import { backgroundDuties } from './duties/duties.providers.js';
import { enginePorts } from './webhooks.providers.js';
import { WebhooksRunner } from './webhooks.runner.js';
import { DeliveryTicks, HousekeepingTicks } from './webhooks.ticks.js';
import { DATABASE, DIALECTS, DUTIES, ENGINE, SCHEMA, SECRET_BOX } from './webhooks.tokens.js';
import { SubscriptionTables } from './tables/subscription-tables.js';
import { WatchedTables } from './tables/watched-tables.js';
import { Destinations } from './webhooks/destinations.js';
import { SecretStore } from './webhooks/secret.store.js';
import { SubscriptionRules } from './webhooks/subscription-rules.js';
import { WebhookSecrets } from './webhooks/webhook-secrets.service.js';
import { WebhookStates } from './webhooks/webhook-states.service.js';
import { WebhookTests } from './webhooks/webhook-test.service.js';
import { WebhookStore } from './webhooks/webhook.store.js';
import { WebhooksService } from './webhooks/webhooks.service.js';

const SERVICES = [
  WebhooksService,
  WebhookStates,
  WebhookSecrets,
  WebhookTests,
  DeliveriesService,
  DeliveryRequests,
  EventsService,
  EventPublisher,
  EventExplainer,
  EventTypesService,
  RecoveriesService,
  PreviewService,
  StatisticsService,
];

const STORES = [
  WebhookStore,
  SecretStore,
  DeliveryStore,
  EventStore,
  EventTypeStore,
  AuditStore,
  IdempotencyStore,
  SystemStore,
  RecoveryStore,
  StatisticsStore,
];

/**
 * Webhooks in a Nest application: `WebhooksModule.forRoot({ database, dialects, encryption, api })` or `forRootAsync`,
 * once, beside `EventBusModule.forRoot({ database })`. Stores what is published, delivers it, and serves the REST API
 * unless `api` is false.
 */
@Module({
  imports: [EventBusModule],
  providers: [
    ...enginePorts,
    ...backgroundDuties,
    ...STORES,
    ...SERVICES,
    Projects,
    Destinations,
    SubscriptionRules,
    SubscriptionTables,
    WatchedTables,
    EventTypeNames,
    LoadedEvents,
    WebhooksRunner,
    DeliveryTicks,
    HousekeepingTicks,
  ],
  exports: [
    ...SERVICES,
    Projects,
    AuditStore,
    IdempotencyStore,
    WebhooksRunner,
    DeliveryTicks,
    HousekeepingTicks,
    Posthorn,
    PosthornMetrics,
    DUTIES,
    ENGINE,
    DATABASE,
    DIALECTS,
    SCHEMA,
    SECRET_BOX,
    WatchedTables,
  ],
})
export class WebhooksModule extends ConfigurableModuleClass {}
