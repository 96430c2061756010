export { diagnose, type DiagnosisInput } from './diagnosis/diagnose.js';
export type { Diagnosis, DiagnosisCheck, DiagnosisCode } from './diagnosis/diagnosis.js';
export { eventOf, type EventDefinition, type PayloadOf } from './message/event-of.js';
export type { WebhookMessage } from './message/webhook-message.js';
export {
  createReceiver,
  WebhookReceiver,
  type Accepted,
  type RawRequest,
  type Reception,
  type Refused,
  type RefusalReason,
} from './receiver.js';
export { ReceiverError, type ReceiverErrorCode } from './receiver.errors.js';
export { ReceiverOptions, type Clock, type ReceiverConfiguration } from './receiver.options.js';
export { MemoryReplayStore, type MemoryReplayStoreOptions } from './replay/memory-replay-store.js';
export type { ReplayClaim, ReplayStore } from './replay/replay-store.js';
export { isReceivedScheme, receivedSchemes, type ReceivedScheme } from './schemes.js';
