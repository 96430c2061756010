import type { RowChange } from '../dialect/dialect.js';
import { parseMoment } from '../http/moment.js';
import { InvalidInputError, type FieldProblem } from '../webhooks.errors.js';
import type { PublishEventDto, RecordDto } from './event.dto.js';

/** What is to be published, in one of three forms. */
export type Publication = PublicationBase &
  (
    | { readonly form: 'event'; readonly type: string; readonly data: Readonly<Record<string, unknown>> }
    | { readonly form: 'change'; readonly change: RowChange }
    | { readonly form: 'appwrite'; readonly event: string; readonly payload: Readonly<Record<string, unknown>> }
  );

interface PublicationBase {
  /** '' for the installation. */
  readonly projectId: string;
  readonly id?: string;
  readonly occurredAt?: Date;
}

/** @throws InvalidInputError unless the body has exactly one form */
export function toPublication(dto: PublishEventDto, projectId: string): Publication {
  const occurredAt = parseMoment(dto.occurred_at ?? undefined);
  const base = { projectId, ...(dto.id ? { id: dto.id } : {}), ...(occurredAt ? { occurredAt } : {}) };
  const forms = [dto.record, dto.appwrite, dto.type ?? dto.data].filter((form) => form !== undefined && form !== null);
  if (forms.length > 1) throw InvalidInputError.of('', 'ambiguous_event', 'An event has one form.', FORMS);
  if (dto.record) return { ...base, form: 'change', change: toChange(dto.record) };
  if (dto.appwrite) return { ...base, form: 'appwrite', event: dto.appwrite.event, payload: dto.appwrite.payload };
  if (dto.type && dto.data) return { ...base, form: 'event', type: dto.type, data: dto.data };
  const missing = [...(dto.type ? [] : ['type']), ...(dto.data ? [] : ['data'])];
  throw new InvalidInputError(
    missing.map((field): FieldProblem => ({
      field,
      code: 'required',
      message: `${field} is required.`,
      expected: FORMS,
    })),
  );
}

/** INSERT and UPDATE have a record; DELETE has the old one. */
function toChange(dto: RecordDto): RowChange {
  const old = dto.old_record ?? null;
  const record = dto.operation === 'DELETE' ? (old ?? dto.record) : dto.record;
  if (!record) {
    const field = dto.operation === 'DELETE' ? 'record.old_record' : 'record.record';
    throw InvalidInputError.of(field, 'required', `${field} is required for ${dto.operation}.`, 'a JSON object');
  }
  return {
    schema: dto.schema ?? 'public',
    table: dto.table,
    operation: dto.operation,
    record,
    oldRecord: dto.operation === 'DELETE' ? record : old,
  };
}

const FORMS = '{type, data}, {record: {table, operation, record, old_record}} or {appwrite: {event, payload}}';
