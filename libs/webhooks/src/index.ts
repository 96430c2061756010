export { getCaller, setCaller, type Caller, type Scope } from './access/caller.js';
export type {
  Dialect,
  DialectPolicy,
  HeaderInput,
  RenderableEvent,
  RenderableWebhook,
  RetryPolicy,
  RowChange,
  SigningSecret,
} from './dialect/dialect.js';
