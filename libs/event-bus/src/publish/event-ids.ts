import { v7 } from 'uuid';

/**
 * `evt_` and a UUIDv7 in hex. Ids of one process ascend, also within a millisecond. They follow the system's clock and
 * not the one that is injected: the library keeps them ascending only then.
 */
export function newEventId(): string {
  return `evt_${v7().replaceAll('-', '')}`;
}
