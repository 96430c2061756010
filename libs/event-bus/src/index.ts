export type {
  EventEnvelope,
  PublishBatch,
  StoredEvent,
  StoreReceipt,
  TransactionHandle,
  TransactionPort,
} from './envelope.js';
