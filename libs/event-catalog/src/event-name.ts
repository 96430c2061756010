import { CatalogError, printable } from './catalog.errors.js';

/** `user.created`, `invoice.line_item.added`: words of lower-case letters, digits and `_`, joined by dots. */
const EVENT_NAME = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/;
export const EVENT_NAME_MAX_LENGTH = 128;

/** Whether a text can be the name of an event type. */
export function isEventName(name: unknown): name is string {
  return typeof name === 'string' && name.length <= EVENT_NAME_MAX_LENGTH && EVENT_NAME.test(name);
}

/** @throws CatalogError `invalid_event_name`, saying what a name looks like */
export function assertEventName(name: unknown): asserts name is string {
  if (isEventName(name)) return;
  const expected = `lower-case words joined by dots, at most ${EVENT_NAME_MAX_LENGTH} characters, such as "user.created"`;
  const shown = typeof name === 'string' ? `"${printable(name)}"` : `of type ${typeof name}`;
  throw new CatalogError('invalid_event_name', `The event name ${shown} is not valid: use ${expected}`, [
    { path: 'name', message: 'is not a valid event name', expected },
  ]);
}
