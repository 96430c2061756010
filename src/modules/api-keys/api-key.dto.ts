import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { parseMoment, type Scope } from '@posthorn/webhooks';

import { KNOWN_SCOPES } from '../../auth/index.js';
import { CheckedField, NameField } from '../../http/index.js';

const isScopeList = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.length <= KNOWN_SCOPES.length &&
  value.every((scope) => typeof scope === 'string' && KNOWN_SCOPES.includes(scope));

export class CreateApiKeyDto {
  @NameField({ max: 100, example: 'CI' })
  name!: string;

  @CheckedField(
    { expected: `a list of scopes, each one of ${KNOWN_SCOPES.join(', ')}`, test: isScopeList },
    { type: 'array', minItems: 1, items: { type: 'string', enum: [...KNOWN_SCOPES] } },
    { optional: 'or_null', description: 'Without scopes the key may do everything in its project.' },
  )
  scopes?: Scope[] | null;

  @CheckedField(
    {
      expected: 'a time in the future in ISO 8601, for example 2030-01-15T12:00:00Z',
      test: (value) => (parseMoment(value)?.getTime() ?? 0) > Date.now(),
    },
    { type: 'string', format: 'date-time' },
    { optional: 'or_null' },
  )
  expires_at?: string | null;
}

export class ApiKeyView {
  @ApiProperty({ example: 'key_01890a5d7c3e7a2b8f10c2d3e4f5a6b7' })
  id!: string;

  @ApiProperty()
  project_id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ description: 'The first characters of the key.' })
  hint!: string;

  @ApiProperty({ type: [String], nullable: true, description: 'null: everything in its project.' })
  scopes!: string[] | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  expires_at!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  last_used_at!: string | null;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;
}

export class NewApiKeyView extends ApiKeyView {
  @ApiPropertyOptional({ description: 'The key, shown in this answer only.' })
  key?: string;
}

export class ApiKeyListView {
  @ApiProperty({ type: [ApiKeyView] })
  api_keys!: ApiKeyView[];

  @ApiProperty({ type: String, nullable: true })
  next_cursor!: string | null;
}
