import type { EventType } from '@posthorn/event-catalog';

/**
 * The example of an event type as a fixture, a copy of its own each time, with some fields replaced:
 * `exampleOf(UserCreated, { email: 'eve@example.com' })`.
 */
export function exampleOf<Payload extends object>(
  type: EventType<Payload>,
  fields: Partial<NoInfer<Payload>> = {},
): Payload {
  return { ...structuredClone(type.example), ...fields };
}
