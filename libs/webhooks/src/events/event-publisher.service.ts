import { Inject, Injectable } from '@nestjs/common';
import type { Database, Queryable } from '@posthorn/database';
import { EventBus, freezePayload, newEventId, PublishError } from '@posthorn/event-bus';
import { UnknownEventTypeError } from '@posthorn/event-catalog';
import { EventTypesService } from '../event-types/event-types.service.js';
import { parseId } from '../ids/prefixed-id.js';
import type { EventToStore, OutboxWriter } from '../outbox/outbox-writer.js';
import type { EventDetails } from '../relay/loaded-event.js';
import { InvalidInputError } from '../webhooks.errors.js';
import { DATABASE, OUTBOX_WRITER } from '../webhooks.tokens.js';
import type { Publication } from './publication.js';

const VERBS = { INSERT: 'created', UPDATE: 'updated', DELETE: 'deleted' } as const;

/** Type of events that come under an Appwrite name only. Wildcards do not hear them, patterns do. */
const APPWRITE_TYPE = 'appwrite.event';

/** Publishes what comes over REST, in a transaction of its own. */
@Injectable()
export class EventPublisher {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(OUTBOX_WRITER) private readonly writer: OutboxWriter,
    private readonly bus: EventBus,
    private readonly types: EventTypesService,
  ) {}

  /**
   * @returns the raw UUID of the event; of the first one when its `id` was seen before
   * @throws InvalidInputError; PublishConflictError
   */
  async publish(publication: Publication): Promise<string> {
    if (publication.form === 'event') await this.types.learn(publication.type);
    try {
      const id = await this.database.transaction((tx) => this.store(tx, publication));
      return uuidOf(id);
    } catch (error) {
      throw toDomainError(error, publication);
    }
  }

  private async store(tx: Queryable, publication: Publication): Promise<string> {
    const { projectId, id, occurredAt } = publication;
    const project = projectId === '' ? null : projectId;
    if (publication.form === 'event') {
      const options = { tx, projectId: project, ...(id ? { id } : {}), ...(occurredAt ? { occurredAt } : {}) };
      return (await this.bus.publish(publication.type, publication.data, options)).id;
    }
    const event: EventToStore = {
      id: newEventId(),
      projectId: project,
      version: 1,
      occurredAt: occurredAt ?? new Date(),
      ...(id ? { publishKey: id } : {}),
      ...content(publication),
    };
    const receipt = await this.writer.store(this.database.join(tx), [event]);
    return receipt.events[0]?.id ?? event.id;
  }
}

function uuidOf(id: string): string {
  const uuid = parseId('evt', id);
  if (uuid === null) throw new TypeError(`${JSON.stringify(id)} is no event id.`);
  return uuid;
}

function content(
  publication: Exclude<Publication, { form: 'event' }>,
): Pick<EventToStore, 'type' | 'data' | 'details'> {
  if (publication.form === 'appwrite') {
    const details = { kind: 'change', appwrite: publication.event } satisfies EventDetails;
    return { type: APPWRITE_TYPE, data: freezePayload(publication.payload).text, details };
  }
  const { schema, table, operation, record, oldRecord } = publication.change;
  const old_record = oldRecord === null ? null : freezePayload(oldRecord).value;
  const details = { kind: 'change', change: { schema, table, operation, old_record } } satisfies EventDetails;
  return { type: `${table}.${VERBS[operation]}`, data: freezePayload(record).text, details };
}

/** What the caller can put right, as fields of the body; the rest as it is. */
function toDomainError(error: unknown, publication: Publication): unknown {
  if (error instanceof UnknownEventTypeError) {
    const message = `"${error.type.slice(0, 128)}" is not a registered event type.`;
    return InvalidInputError.of('type', 'unknown_event_type', message, error.nearest.join(', ') || undefined);
  }
  if (!(error instanceof PublishError)) return error;
  const root = { event: 'data', change: 'record.record', appwrite: 'appwrite.payload' }[publication.form];
  if (error.code.startsWith('payload_')) {
    const entries =
      error.entries.length > 0 ? error.entries : [{ path: '', message: error.message, expected: undefined }];
    return new InvalidInputError(
      entries.map(({ path, message, expected }) => ({
        field: under(root, path),
        code: error.code,
        message: `${under(root, path)} ${message}`,
        ...(expected === undefined ? {} : { expected }),
      })),
      error.code,
    );
  }
  const field = FIELDS[error.code];
  return field === undefined ? error : InvalidInputError.of(field, error.code, error.message);
}

function under(root: string, path: string): string {
  if (path === '') return root;
  return path.startsWith('[') ? root + path : `${root}.${path}`;
}

const FIELDS: Readonly<Partial<Record<string, string>>> = {
  invalid_project_id: 'project_id',
  invalid_publish_id: 'id',
  invalid_occurred_at: 'occurred_at',
};
