export type { CommittedEvent } from './committed/committed-event.js';
export type { ListenerFailure } from './committed/listener-failure.js';
export type {
  EventEnvelope,
  PublishBatch,
  StoredEvent,
  StoreReceipt,
  TransactionHandle,
  TransactionPort,
} from './envelope.js';
export { EventBus } from './event-bus.js';
export { EventBusOptions } from './event-bus.options.js';
export { freezePayload, PAYLOAD_MAX_BYTES } from './freeze/freeze-payload.js';
export type { FrozenPayload } from './freeze/freeze-payload.js';
export { PAYLOAD_MAX_DEPTH } from './freeze/normalize.js';
export { EventBusModule } from './module/event-bus.module.js';
export type { EventBusModuleOptions } from './module/event-bus.module-definition.js';
export { EventCatalogModule } from './module/event-catalog.module.js';
export { GuardedStream } from './streams/guarded-stream.js';
export type { StreamGuard } from './streams/guarded-stream.js';
export { newEventId } from './publish/event-ids.js';
export { eventOf } from './publish/publish-options.js';
export type {
  EventOptions,
  EventToPublish,
  PublishedEvent,
  PublishManyOptions,
  PublishOptions,
} from './publish/publish-options.js';
export { PublishError } from './publish/publish.errors.js';
export type { FreezeErrorCode, PublishErrorCode } from './publish/publish.errors.js';
