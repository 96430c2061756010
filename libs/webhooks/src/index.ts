export { getCaller, setCaller, type Caller, type CallerSession, type Scope } from './access/caller.js';
export type {
  Dialect,
  DialectPolicy,
  HeaderInput,
  RenderableEvent,
  RenderableWebhook,
  RetryPolicy,
  RowChange,
  SampleEvent,
  SampleInput,
  SampleType,
  SigningSecret,
} from './dialect/dialect.js';
export {
  appwriteShape,
  appwriteTableId,
  expandAppwriteEvent,
  isAppwriteEventName,
  rowKey,
  type AppwriteShape,
} from './subscriptions/appwrite-event.js';
export { namedTables, type NamedTable } from './subscriptions/compiled-subscription.js';
export { explainSubscription, explainWebhook } from './subscriptions/explain.js';
export { compileFilter, FilterError, type Filter, type FilterProblem } from './subscriptions/filter.js';
export {
  parseSubscription,
  type EventTypeLookup,
  type ParsedSubscription,
  type ParseOptions,
  type SubscriptionInput,
  type SubscriptionIssue,
} from './subscriptions/parse-subscription.js';
export { parseTableName, rowChangeNames, tableLabel, type TableName } from './subscriptions/row-tables.js';
export { compileSubscriptions } from './subscriptions/subscription-index.js';
export type {
  EventSelector,
  MatchableEvent,
  MatchOptions,
  MatchVerdict,
  SubscribedWebhook,
  Subscription,
  SubscriptionIndex,
} from './subscriptions/subscription.js';
export { sampleEvent } from './dialect/sample-event.js';
export { DialectRegistry } from './dialect/dialect-registry.js';
export { allows, WEBHOOK_SCOPES } from './access/scopes.js';
export { CursorCodec, type Position } from './http/cursor.js';
export { IdempotencyInterceptor } from './http/idempotency.interceptor.js';
export { parseMoment } from './http/moment.js';
export { pageOf, PageQuery } from './http/page.js';
export { problem, type Problem } from './http/problem.js';
export { RequestBody, RequestQuery } from './http/request-input.js';
export { Flag, OneOf, Optional, rule, Text, TextMap, Whole, type Rule } from './http/rules.js';
export { toProblem } from './http/to-problem.js';
export {
  ExpiredError,
  InvalidInputError,
  MalformedRequestError,
  ResourceNotFoundError,
  SecretUnreadableError,
  StateConflictError,
  WebhooksError,
  WebhooksOptionsError,
  type FieldProblem,
  type WebhooksErrorKind,
} from './webhooks.errors.js';
export { API_CONTROLLERS, webhooksOpenApi } from './api-controllers.js';
export type { OpenApiFragment } from './http/openapi.js';
export { emptyJsonProvider } from './http/empty-json.provider.js';
export { ApiController } from './http/api-controller.decorator.js';
export { OwnController } from './http/own-controller.decorator.js';
export { isPosthornRoute } from './http/posthorn-route.js';
export { Describe, type RouteDescription } from './http/describe.decorator.js';
export { ProblemFilter } from './http/problem.filter.js';
export type { Page, PageRequest } from './http/page.js';
export { isoSeconds } from './http/moment.js';
export { ApiGuard } from './access/api.guard.js';
export { Call } from './access/call.decorator.js';
export { listScope, scopeOf, targetProject, type ProjectScope } from './access/project-scope.js';
export { RequireScope, type RequiredScope } from './access/require-scope.decorator.js';
export { toSessionJson, type SessionJson } from './session/session.mapper.js';
export { AuditStore, type AuditEntry } from './audit/audit.store.js';
export { formatId, parseId, type IdPrefix } from './ids/prefixed-id.js';
export { deliveryId } from './ids/delivery-id.js';
export { uuidV7 } from './ids/uuid-v7.js';
export { AesSecretBox } from './secrets/aes-secret-box.js';
export { sealedIdentity, type SecretBox } from './secrets/secret-box.js';
export { resealSecrets, unopenedKeys, type ResealOptions, type ResealReport } from './secrets/resealer.js';
export { SEALED_PLACES } from './secrets/sealed-places.js';
export { WebhooksModule } from './webhooks.module.js';
export type { WebhooksModuleExtras } from './webhooks.module-definition.js';
export {
  ApiOptions,
  webhooksOptions,
  WebhooksOptions,
  type ProjectDirectory,
  type WebhooksModuleOptions,
} from './webhooks.options.js';
export { WebhooksRunner } from './webhooks.runner.js';
export { DATABASE, DIALECTS, ENGINE, SCHEMA, SECRET_BOX } from './webhooks.tokens.js';
export { USER_AGENT, VERSION } from './version.js';
export { DeliveriesService, type DeliveryListRequest, type ReplayResult } from './deliveries/deliveries.service.js';
export { DeliveryRequests, type DeliveryRequest } from './deliveries/delivery-requests.service.js';
export { toAttemptJson, toDeliveryJson } from './deliveries/delivery.mapper.js';
export type { AttemptRow, DeliveryRow, DeliveryStatus } from './deliveries/delivery.row.js';
export { EventTypesService } from './event-types/event-types.service.js';
export { EventExplainer, type Explanation } from './events/event-explainer.service.js';
export { EventPublisher } from './events/event-publisher.service.js';
export { EventsService } from './events/events.service.js';
export { attemptRowOf, WebhookTests } from './webhooks/webhook-test.service.js';
export { secretProblem } from './webhooks/secret-rules.js';
export { WebhookSecrets, type RevealedSecrets, type Rotation } from './webhooks/webhook-secrets.service.js';
export { WebhookStates } from './webhooks/webhook-states.service.js';
export type { ChangeContext, NewWebhook, WebhookSettings } from './webhooks/webhook.input.js';
export { toWebhookJson, type ShownWebhook } from './webhooks/webhook.mapper.js';
export { statusOfWebhook, type RetrySetting, type WebhookRow, type WebhookStatus } from './webhooks/webhook.row.js';
export { WebhooksService, type WebhookListRequest } from './webhooks/webhooks.service.js';
export type { AttemptRecord } from './engine/attempt.js';
export type { DeliveryEngine, DeliveryKey, RunReport, TestSend } from './engine/engine.js';
export { webhooksMigrations } from './webhooks.migrations.js';
export type { AttemptSignal, EngineObserver } from './engine/engine-ports.js';
export { isTooDeep } from './http/storable.js';
export { validateInput } from './http/validate-input.js';
export { toChange, toNewWebhook } from './webhooks/webhook-dto.mapper.js';
export { CreateWebhookDto, UpdateWebhookDto } from './webhooks/webhook.dto.js';
export { Projects } from './access/projects.js';
export { BootWork } from './common/boot-work.js';
export { API_OPTIONS } from './webhooks.tokens.js';
export { DeliveryTicks, HousekeepingTicks } from './webhooks.ticks.js';
export {
  CLOCK,
  GIVEN_OPTIONS as WEBHOOKS_GIVEN_OPTIONS,
  HOUSEKEEPING,
  OPTIONS as WEBHOOKS_OPTIONS,
} from './webhooks.tokens.js';
export { systemClock, type Clock } from './common/clock.js';
export { Housekeeping, type HousekeepingReport } from './housekeeping/housekeeping.js';
export { Duties } from './duties/duties.js';
export type { Duty } from './duties/duty.js';
export { RecoveriesService, type RecoveryRequest } from './recoveries/recoveries.service.js';
export { RecoveryRunner } from './recoveries/recovery-runner.js';
export type { RecoverableStatus, RecoveryOutcomes, RecoveryRow } from './recoveries/recovery.row.js';
export { StatisticsService, type Statistics, type StatisticsRequest } from './stats/statistics.service.js';
export { StatisticsWriter } from './stats/statistics-writer.js';
export type { TableState, TableVerdict, TableWatcher, WatchState } from './tables/table-watcher.js';
export { wantedTables } from './tables/wanted-tables.js';
export { WatchedTables } from './tables/watched-tables.js';
export { Announcer } from './operational/announcer.js';
export { OPERATIONAL_EVENTS, OPERATIONAL_TYPES, type OperationalType } from './event-types/operational-types.js';
export { Posthorn } from './observability/posthorn.js';
export { channelName } from './observability/diagnostics.js';
export type { PosthornSignal, PosthornSignalType } from './observability/posthorn-signal.js';
export { PosthornMetrics } from './observability/posthorn-metrics.js';
export { prometheusText, type MetricFamily } from './observability/metric-family.js';
export { currentTraceparent } from './observability/trace-context.js';
export { PreviewService, type Preview, type PreviewRequest } from './preview/preview.service.js';
