// Compiled, never run: every line that must not compile says so, and it is an error when it does.
import { EventBus, eventOf } from '@posthorn/event-bus';
import { defineEvent } from '@posthorn/event-catalog';

class UserPayload {
  id!: string;
  name!: string;
  age?: number;
}
class FilePayload {
  size!: number;
  uploadedAt!: Date;
}

const example = { id: 'u1', name: 'John' };
const UserCreated = defineEvent({ name: 'user.created', description: 'A user.', payload: UserPayload, example });
const FileUploaded = defineEvent({
  name: 'file.uploaded',
  description: 'A file.',
  payload: FilePayload,
  example: { size: 1, uploadedAt: new Date(0) },
});

declare const bus: EventBus;
declare const tx: unknown;

export const accepted = [
  bus.publish(UserCreated, { id: 'u1', name: 'John' }, { tx }),
  bus.publish(UserCreated, { id: 'u1', name: 'John', age: 7 }, { tx, projectId: 'p', id: 'k', occurredAt: new Date() }),
  bus.publish('order.created', { anything: [1] }, { tx }),
  bus.publish([{ type: UserCreated, payload: { id: 'u1', name: 'J' } }], { tx, projectId: 'p' }),
  bus.publish(
    [
      { type: UserCreated, payload: { id: 'u1', name: 'J' }, id: 'k' },
      { type: FileUploaded, payload: { size: 1, uploadedAt: new Date() } },
      { type: 'order.created', payload: { anything: true } },
      eventOf(UserCreated, { id: 'u2', name: 'K' }),
    ],
    { tx },
  ),
  bus.publish(
    ['u1', 'u2'].map((id) => eventOf(UserCreated, { id, name: id })),
    { tx },
  ),
  bus.committed(UserCreated).subscribe(({ payload }) => payload.name.toUpperCase()),
];

export const refused = [
  // @ts-expect-error a wrong field
  bus.publish(UserCreated, { id: 'u1', name: 'John', emial: 'x' }, { tx }),
  // @ts-expect-error a field of the wrong type
  bus.publish(UserCreated, { id: 1, name: 'John' }, { tx }),
  // @ts-expect-error a field too few
  bus.publish(UserCreated, { id: 'u1' }, { tx }),
  // @ts-expect-error the payload of another event
  bus.publish(UserCreated, { size: 1, uploadedAt: new Date() }, { tx }),
  // @ts-expect-error no transaction
  bus.publish(UserCreated, { id: 'u1', name: 'John' }, {}),
  // @ts-expect-error no options
  bus.publish(UserCreated, { id: 'u1', name: 'John' }),
  // @ts-expect-error a payload that is no object
  bus.publish('order.created', 'text', { tx }),
  // @ts-expect-error a misspelt option
  bus.publish(UserCreated, { id: 'u1', name: 'John' }, { tx, project_id: 'p' }),
  // @ts-expect-error a wrong field in an array
  bus.publish([{ type: UserCreated, payload: { id: 'u1', name: 'J', emial: 'x' } }], { tx }),
  // @ts-expect-error a field too few in an array
  bus.publish([{ type: UserCreated, payload: { id: 'u1' } }], { tx }),
  // @ts-expect-error the payloads of an array changed round
  bus.publish([{ type: UserCreated, payload: { size: 1, uploadedAt: new Date() } }, { type: FileUploaded, payload: { id: 'u1', name: 'J' } }], { tx }), // prettier-ignore
  // @ts-expect-error one id for many events
  bus.publish([{ type: UserCreated, payload: { id: 'u1', name: 'J' } }], { tx, id: 'k' }),
  // @ts-expect-error a wrong payload, on its own
  eventOf(UserCreated, { id: 'u1' }),
  // @ts-expect-error an example that does not fit the class
  defineEvent({ name: 'user.deleted', description: 'Gone.', payload: UserPayload, example: { id: 'u1' } }),
  // @ts-expect-error an operation that does not exist
  defineEvent({ name: 'user.deleted', description: 'Gone.', payload: UserPayload, example, resource: { collection: 'users', idField: 'id', operation: 'upsert' } }), // prettier-ignore
  // @ts-expect-error a field that the payload does not have
  bus.committed(UserCreated).subscribe(({ payload }) => payload.emial),
];
