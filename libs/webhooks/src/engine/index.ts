// The engine without Nest: for benchmarks, tests and hosts that wire it themselves.
export { createDeliveryEngine, type DeliveryEngineDeps } from './create-engine.js';
export type { AttemptRecord } from './attempt.js';
export type { DeliveryEngine, DeliveryKey, RunReport, TestSend } from './engine.js';
export {
  DeliveryOptions,
  EngineOptions,
  engineOptions,
  RetryOptions,
  WorkerOptions,
  type PartialEngineOptions,
} from './engine-options.js';
export { silentLogger, type AttemptSignal, type EngineLogger, type EngineObserver } from './engine-ports.js';
export { loadEngineStatements } from './engine-statements.js';
export { Housekeeping, type HousekeepingDeps } from '../housekeeping/housekeeping.js';
export { OutboxWriter, type EventToStore } from '../outbox/outbox-writer.js';
export { PublishConflictError, PublishTargetError } from '../outbox/publish.errors.js';
export { WakeNotifier, wakeChannel } from '../outbox/wake-notifier.js';
export { DialectRegistry } from '../dialect/dialect-registry.js';
export type { Dialect } from '../dialect/dialect.js';
export { AesSecretBox } from '../secrets/aes-secret-box.js';
export { sealedIdentity, type SecretBox } from '../secrets/secret-box.js';
export { deliveryId } from '../ids/delivery-id.js';
export { formatId, parseId } from '../ids/prefixed-id.js';
export { uuidV7 } from '../ids/uuid-v7.js';
export { canonicalJson, type CanonicalResult } from '../outbox/canonical-json.js';
