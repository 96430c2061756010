import { Moment } from '../http/moment.js';
import { PageQuery } from '../http/page.js';
import { Nested, OneOf, Optional, rule, Text } from '../http/rules.js';
import { isPlainObject } from '../http/storable.js';

/** Any JSON object: what may be in it is judged where it is frozen, with an error of its own for each reason. */
function Payload(): PropertyDecorator {
  return rule({
    expected: 'a JSON object',
    schema: { type: 'object', additionalProperties: true },
    test: isPlainObject,
  });
}

export class RecordDto {
  @Optional()
  @Text({ min: 1, max: 63 })
  schema?: string | null;

  @Text({ min: 1, max: 63 })
  table!: string;

  @OneOf(['INSERT', 'UPDATE', 'DELETE'])
  operation!: 'INSERT' | 'UPDATE' | 'DELETE';

  @Optional()
  @Payload()
  record?: Record<string, unknown> | null;

  @Optional()
  @Payload()
  old_record?: Record<string, unknown> | null;
}

/** A concrete name: no wildcards. */
const APPWRITE_EVENT = /^[a-z]+(\.[A-Za-z0-9_-]+)+$/;

export class AppwriteDto {
  @rule({
    expected: 'an Appwrite event such as users.5e1a.create',
    schema: { type: 'string', maxLength: 255 },
    test: (value) => typeof value === 'string' && value.length <= 255 && APPWRITE_EVENT.test(value),
  })
  event!: string;

  @Payload()
  payload!: Record<string, unknown>;
}

/** `{type, data}`, `{record}` or `{appwrite}`, each with the rest. */
export class PublishEventDto {
  @Optional()
  @Text({ min: 1, max: 64 })
  project_id?: string | null;

  @Optional()
  @Text({ min: 1, max: 128 })
  id?: string | null;

  @Optional()
  @Moment()
  occurred_at?: string | null;

  @Optional()
  @Text({ min: 1, max: 128 })
  type?: string | null;

  @Optional()
  @Payload()
  data?: Record<string, unknown> | null;

  @Optional()
  @Nested(() => RecordDto)
  record?: RecordDto | null;

  @Optional()
  @Nested(() => AppwriteDto)
  appwrite?: AppwriteDto | null;
}

export class ListEventsQuery extends PageQuery {
  @Optional()
  @Text({ min: 1, max: 256 })
  type?: string;

  @Optional()
  @Moment()
  since?: string;

  @Optional()
  @Moment()
  until?: string;

  @Optional()
  @Text({ min: 1, max: 64 })
  project_id?: string;
}
