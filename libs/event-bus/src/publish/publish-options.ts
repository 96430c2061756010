import type { EventType } from '@posthorn/event-catalog';
import type { EventEnvelope } from '../envelope.js';

/** Of whom, when and under which key an event is published. */
export interface EventOptions {
  /** The host's id of the project, 1–64 characters; without one it is an event of the installation. */
  readonly projectId?: string | null | undefined;
  /** When it happened. Default: now. */
  readonly occurredAt?: Date | undefined;
  /**
   * Makes publishing idempotent, per project: the same id with the same payload is the same event, with another one a
   * conflict. 1–128 characters.
   */
  readonly id?: string | undefined;
}

export interface PublishOptions extends EventOptions {
  /**
   * The caller's transaction: TypeORM's `EntityManager` or `QueryRunner`, a `pg` client after BEGIN, or what the
   * configured adapter calls a transaction.
   */
  readonly tx: unknown;
}

/** `projectId` and `occurredAt` hold for every event of the array that does not say it itself. */
export type PublishManyOptions = Omit<PublishOptions, 'id'>;

/** One event of an array. `payload` is checked by the compiler where `type` is a definition. */
export interface EventToPublish<Payload extends object = object> extends EventOptions {
  /** A definition, or the name of a type that is registered while running. */
  readonly type: EventType<Payload> | string;
  readonly payload: NoInfer<Payload>;
}

/** The event as it is stored: `id` is that of the first one when the caller's `id` was seen before. */
export interface PublishedEvent extends EventEnvelope {
  /** It was published before, under the same `id` and with the same payload; nothing was stored now. */
  readonly duplicate: boolean;
}

/**
 * One event for `bus.publish([...])`, checked on its own: for arrays that are built in steps.
 * @example const events = users.map((user) => eventOf(UserCreated, dataOf(user), { projectId: user.projectId }));
 */
export function eventOf<Payload extends object>(
  type: EventType<Payload>,
  payload: NoInfer<Payload>,
  options: EventOptions = {},
): EventToPublish {
  return { ...options, type, payload };
}
