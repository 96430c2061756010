import { ApiProperty } from '@nestjs/swagger';

import { ChoiceField, EmailField, ListQuery, NameField, TextField } from '../../http/index.js';
import { USER_STATUSES, type UserStatus } from './user.entity.js';

export class CreateUserDto {
  @TextField({ max: 64, optional: 'or_null', description: 'A project key needs none: the project is its own.' })
  project_id?: string | null;

  @NameField({ max: 200, example: 'John Doe' })
  name!: string;

  @EmailField({ example: 'john@example.com' })
  email!: string;

  @ChoiceField(USER_STATUSES, { optional: 'or_null', description: '`active` unless given.' })
  status?: UserStatus | null;
}

/** Absent keeps. */
export class UpdateUserDto {
  @NameField({ max: 200, optional: 'keep' })
  name?: string;

  @EmailField({ optional: 'keep' })
  email?: string;

  @ChoiceField(USER_STATUSES, { optional: 'keep' })
  status?: UserStatus;
}

export class UserQuery extends ListQuery {
  @TextField({ max: 64, optional: 'or_null' })
  project_id?: string;

  @ChoiceField(USER_STATUSES, { optional: 'or_null' })
  status?: UserStatus;

  @TextField({ max: 254, optional: 'or_null' })
  email?: string;
}

export class UserView {
  @ApiProperty({ example: 'user_01890a5d7c3e7a2b8f10c2d3e4f5a6b7' })
  id!: string;

  @ApiProperty()
  project_id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ format: 'email' })
  email!: string;

  @ApiProperty({ enum: USER_STATUSES })
  status!: UserStatus;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;

  @ApiProperty({ format: 'date-time' })
  updated_at!: string;
}

export class UserListView {
  @ApiProperty({ type: [UserView] })
  users!: UserView[];

  @ApiProperty({ type: String, nullable: true })
  next_cursor!: string | null;
}
