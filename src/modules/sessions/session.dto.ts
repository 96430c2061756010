import { ApiProperty } from '@nestjs/swagger';

import { CheckedField } from '../../http/index.js';

export class SignInDto {
  @CheckedField(
    {
      expected: 'the admin token or a project’s API key',
      test: (value) => typeof value === 'string' && /^[\x21-\x7e]{1,512}$/.test(value),
    },
    { type: 'string', minLength: 1, maxLength: 512, format: 'password' },
  )
  token!: string;
}

export class SessionView {
  @ApiProperty({ enum: ['admin', 'key'] })
  kind!: 'admin' | 'key';

  @ApiProperty({ type: String, nullable: true })
  project_id!: string | null;

  @ApiProperty({ type: [String], nullable: true, description: 'null: every scope.' })
  scopes!: readonly string[] | null;

  @ApiProperty({ type: String, nullable: true, description: 'Goes into `X-CSRF-Token` of what changes something.' })
  csrf_token!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  expires_at!: string | null;
}
