import { defineEvent } from '@posthorn/event-catalog';
import { Type } from 'class-transformer';
import { IsDefined, IsEmail, IsIn, IsISO8601, IsOptional, IsString, ValidateNested } from 'class-validator';

import { USER_STATUSES, type User, type UserStatus } from './user.entity.js';

/** A user as its events show it. */
export class UserData {
  @IsString()
  id!: string;

  @IsString()
  project_id!: string;

  @IsString()
  name!: string;

  @IsEmail()
  email!: string;

  @IsIn(USER_STATUSES)
  status!: UserStatus;

  @IsISO8601()
  created_at!: string;

  @IsISO8601()
  updated_at!: string;
}

/** What the changed fields were before. */
export class UserPrevious {
  @IsOptional()
  @IsString()
  name?: string;

  @IsOptional()
  @IsEmail()
  email?: string;

  @IsOptional()
  @IsIn(USER_STATUSES)
  status?: UserStatus;
}

export class UserUpdatedData extends UserData {
  @IsDefined()
  @ValidateNested()
  @Type(() => UserPrevious)
  previous!: UserPrevious;
}

const example: UserData = {
  id: 'user_01890a5d7c3e7a2b8f10c2d3e4f5a6b7',
  project_id: 'proj_01890a5d7c3e7a2b8f10c2d3e4f5a6b7',
  name: 'John Doe',
  email: 'john@example.com',
  status: 'active',
  created_at: '2026-01-15T12:30:00.000Z',
  updated_at: '2026-01-15T12:30:00.000Z',
};

const resource = { collection: 'users', idField: 'id' } as const;

export const UserCreated = defineEvent({
  name: 'user.created',
  version: 1,
  description: 'New user registered.',
  payload: UserData,
  example,
  resource: { ...resource, operation: 'create', appwrite: 'users.{id}.create' },
});

export const UserUpdated = defineEvent({
  name: 'user.updated',
  version: 1,
  description: 'User profile updated: its new state, and what the changed fields were before.',
  payload: UserUpdatedData,
  example: { ...example, name: 'John H. Doe', previous: { name: 'John Doe' } },
  resource: { ...resource, operation: 'update', appwrite: 'users.{id}.update' },
});

export const UserDeleted = defineEvent({
  name: 'user.deleted',
  version: 1,
  description: 'User account deleted: its last state.',
  payload: UserData,
  example,
  resource: { ...resource, operation: 'delete', appwrite: 'users.{id}.delete' },
});

export const userEvents = [UserCreated, UserUpdated, UserDeleted] as const;

export function userData(user: User): UserData {
  return {
    id: user.id,
    project_id: user.projectId,
    name: user.name,
    email: user.email,
    status: user.status,
    created_at: user.createdAt.toISOString(),
    updated_at: user.updatedAt.toISOString(),
  };
}
