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
export { OutboxWriter, type EventToStore } from '../outbox/outbox-writer.js';
