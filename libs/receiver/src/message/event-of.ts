import type { WebhookMessage } from './webhook-message.js';

/**
 * What `defineEvent` of `@posthorn/event-catalog` gives, by shape: a receiver that shares no code with the sender writes
 * `{ name: 'user.created' }` and says the type of the payload itself.
 */
export interface EventDefinition<Payload extends object = object> {
  readonly name: string;
  /** Class of the payload, for its type only. */
  readonly payload?: new () => Payload;
  readonly example?: Payload;
  /** How the event shows itself where rows and resources are sent. */
  readonly resource?: {
    readonly collection: string;
    readonly idField: string;
    readonly operation: 'create' | 'update' | 'delete';
    readonly appwrite?: string;
  };
}

/** The payload that a definition describes. */
export type PayloadOf<Definition> = Definition extends EventDefinition<infer Payload> ? Payload : never;

const ROWS = {
  create: { backendify: 'record.created', fluxbase: 'INSERT' },
  update: { backendify: 'record.updated', fluxbase: 'UPDATE' },
  delete: { backendify: 'record.deleted', fluxbase: 'DELETE' },
} as const;

/**
 * The message as the event of this definition, with its payload typed; undefined when it is another event. Where the
 * sender speaks of rows or resources, the definition's `resource` says which of them the event is.
 */
export function eventOf<Payload extends object>(
  message: WebhookMessage,
  definition: EventDefinition<Payload>,
): WebhookMessage<Payload> | undefined {
  const { name, resource } = definition;
  if (message.type === name) return message as WebhookMessage<Payload>;
  if (resource === undefined) return undefined;
  const row = ROWS[resource.operation];
  switch (message.scheme) {
    case 'backendify':
      return message.type === row.backendify && message.body['collection'] === resource.collection
        ? (message as WebhookMessage<Payload>)
        : undefined;
    case 'fluxbase':
    case 'fluxbase-native':
      return message.type === row.fluxbase && message.body['table'] === resource.collection
        ? (message as WebhookMessage<Payload>)
        : undefined;
    case 'appwrite':
    case 'appwrite-native':
      return resource.appwrite !== undefined && matches(message.type, resource.appwrite)
        ? { ...message, data: ownFields(message.data, resource.idField) as Payload }
        : undefined;
    default:
      return undefined;
  }
}

/** Whether `users.u1.create` is an instance of `users.{id}.create`. */
function matches(name: string, pattern: string): boolean {
  const segments = name.split('.');
  const expected = pattern.split('.');
  return (
    segments.length === expected.length &&
    expected.every((part, index) => /^\{[^}]*\}$/.test(part) || part === segments[index])
  );
}

/** The payload as it was published: Appwrite shows its key as `$id` and adds `$…` fields of its own. */
function ownFields(data: unknown, idField: string): object {
  const fields = Object.entries((data ?? {}) as Readonly<Record<string, unknown>>);
  const own = Object.fromEntries(fields.filter(([name]) => !name.startsWith('$')));
  const id = fields.find(([name]) => name === '$id')?.[1];
  return id === undefined || Object.hasOwn(own, idField) ? own : { [idField]: id, ...own };
}
