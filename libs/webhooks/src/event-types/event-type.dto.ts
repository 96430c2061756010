import { PageQuery } from '../http/page.js';
import { JsonObject, Optional, ReadOnly, Text, Whole } from '../http/rules.js';

export class RegisterEventTypeDto {
  @Text({ min: 3, max: 128, expected: 'a name such as order.created' })
  name!: string;

  @Optional()
  @Text({ max: 2000 })
  description?: string | null;

  @Optional()
  @Whole({ min: 1, max: 32_767 })
  version?: number | null;

  @Optional()
  @JsonObject({ maxBytes: 65_536 })
  schema?: Record<string, unknown> | null;

  @Optional()
  @JsonObject({ maxBytes: 262_144 })
  example?: Record<string, unknown> | null;
}

export class ChangeEventTypeDto {
  @Optional()
  @Text({ max: 2000 })
  description?: string | null;

  @Optional()
  @Whole({ min: 1, max: 32_767 })
  version?: number | null;

  @Optional()
  @JsonObject({ maxBytes: 65_536 })
  schema?: Record<string, unknown> | null;

  @Optional()
  @JsonObject({ maxBytes: 262_144 })
  example?: Record<string, unknown> | null;

  @ReadOnly() name?: unknown;
  @ReadOnly() source?: unknown;
  @ReadOnly() warnings?: unknown;
  @ReadOnly() created_at?: unknown;
  @ReadOnly() updated_at?: unknown;
}

export class ListEventTypesQuery extends PageQuery {}
