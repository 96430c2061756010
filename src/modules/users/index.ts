export { User, type UserStatus } from './user.entity.js';
export { UserNotFoundError } from './users.errors.js';
export { UserCreated, UserDeleted, UserUpdated } from './users.events.js';
export { UsersModule } from './users.module.js';
export { UsersService, type NewUser, type UserChange } from './users.service.js';
export { schema as usersSchema } from './users.schema.js';
