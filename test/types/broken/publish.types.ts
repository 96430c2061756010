// Has to fail: it shows that the check of test/types can.
import { EventBus } from '@posthorn/event-bus';
import { defineEvent } from '@posthorn/event-catalog';

class UserPayload {
  id!: string;
}
const UserCreated = defineEvent({
  name: 'user.created',
  description: 'A user.',
  payload: UserPayload,
  example: { id: 'u1' },
});

declare const bus: EventBus;

export const wrong = bus.publish(UserCreated, { id: 'u1', emial: 'x' }, { tx: {} });
// @ts-expect-error nothing is wrong here
export const right = bus.publish(UserCreated, { id: 'u1' }, { tx: {} });
