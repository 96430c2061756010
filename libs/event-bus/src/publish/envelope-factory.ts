import { describeEntries } from '@posthorn/event-catalog';
import type { EventCatalog } from '@posthorn/event-catalog';
import type { EventEnvelope, Writable } from '../envelope.js';
import { freezePayload } from '../freeze/freeze-payload.js';
import type { EventToPublish } from './publish-options.js';
import { PublishError } from './publish.errors.js';
import type { PublishErrorCode } from './publish.errors.js';

export interface EnvelopeSources {
  readonly clock: { now(): Date };
  readonly ids: () => string;
  readonly traceparent: () => string | undefined;
}

/**
 * Checks and freezes one event.
 * @throws PublishError, UnknownEventTypeError
 */
export function createEnvelope(
  event: EventToPublish,
  catalog: EventCatalog,
  { clock, ids, traceparent }: EnvelopeSources,
): EventEnvelope {
  const type = catalog.require(typeof event.type === 'string' ? event.type : event.type.name);
  const { projectId = null, id, occurredAt = clock.now() } = event;
  if (projectId !== null) checkText(projectId, 64, 'projectId', 'invalid_project_id');
  if (id !== undefined) checkText(id, 128, 'id', 'invalid_publish_id');
  checkTime(occurredAt);
  // Frozen first: what is checked is what receivers will read, after toJSON and without undefined members.
  const { text, value } = freezePayload(event.payload);
  const entries = catalog.validate(type.name, value);
  if (entries.length > 0) {
    const problem = `The payload of "${type.name}" is not valid: ${describeEntries(entries)}`;
    throw new PublishError('payload_invalid', problem, { entries });
  }
  const trace = traceparent();
  const envelope: Writable<EventEnvelope> = {
    id: ids(),
    projectId,
    type: type.name,
    version: type.version,
    // A copy: a Date can be changed, and the caller's may be.
    occurredAt: new Date(occurredAt),
    data: text,
  };
  if (id !== undefined) envelope.publishKey = id;
  if (trace !== undefined) envelope.traceparent = trace;
  return Object.freeze(envelope);
}

function checkText(text: unknown, limit: number, name: string, code: PublishErrorCode): void {
  const expected = `a text of 1 to ${limit} characters`;
  const fits = typeof text === 'string' && text !== '' && characters(text, limit) <= limit;
  if (fits && !/[\0\p{Surrogate}]/u.test(text)) return;
  throw new PublishError(code, `"${name}" must be ${expected}, without NUL and well-formed`, {
    entries: [{ path: name, message: `must be ${expected}`, expected }],
  });
}

/** Characters as PostgreSQL counts them: a surrogate pair is one. */
function characters(text: string, limit: number): number {
  return text.length <= limit ? text.length : [...text.slice(0, limit * 2 + 1)].length;
}

function checkTime(time: unknown): void {
  const year = time instanceof Date ? time.getUTCFullYear() : Number.NaN;
  if (year >= 1 && year <= 9999) return;
  const expected = 'a valid Date between the years 1 and 9999';
  throw new PublishError('invalid_occurred_at', `"occurredAt" must be ${expected}`, {
    entries: [{ path: 'occurredAt', message: `must be ${expected}`, expected }],
  });
}
