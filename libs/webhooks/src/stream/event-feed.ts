import { catchError, exhaustMap, from, of, timer, type Observable } from 'rxjs';
import type { EngineLogger } from '../engine/engine-ports.js';
import type { EventRow } from '../events/event.row.js';
import { timeOfUuid } from '../ids/uuid-v7.js';

/** Between two looks, milliseconds. */
const INTERVAL = 1000;
/**
 * What was published in this time is looked at again, since an event appears when its transaction commits and not when it
 * was published; one whose transaction takes longer is not shown. Milliseconds.
 */
const OVERLAP = 60_000;
/** Shown of each look: the feed is for a person who develops, and who wants all of them has the list. */
const ROWS = 200;

export interface EventFeedPorts {
  /** Newest first. */
  readonly list: (since: Date, limit: number) => Promise<readonly EventRow[]>;
  readonly now: () => Date;
  readonly logger: EngineLogger;
}

/**
 * Events as they become visible, oldest first; a list, often empty, for each look.
 * @param since what was published from then on is shown too: for a client that comes back, which knows what it has seen
 * @param except raw UUID of an event that it has seen
 */
export function eventFeed(
  { list, now, logger }: EventFeedPorts,
  since: Date | undefined,
  except?: string,
): Observable<readonly EventRow[]> {
  let shown: ReadonlySet<string> | undefined;
  const look = async (): Promise<readonly EventRow[]> => {
    const recent = new Date(now().getTime() - OVERLAP);
    // The first look goes as far back as the next one: what that finds and this did not know would pass for new.
    const from = shown === undefined && since !== undefined && since < recent ? since : recent;
    const rows = await list(from, ROWS);
    const before = shown;
    shown = new Set(rows.map(({ id }) => id));
    if (before === undefined) {
      if (since === undefined) return [];
      return rows.filter(({ id }) => id !== except && timeOfUuid(id) >= since.getTime()).reverse();
    }
    return rows.filter(({ id }) => !before.has(id)).reverse();
  };
  const failed = (error: unknown): Observable<readonly EventRow[]> => {
    logger.debug('The events could not be watched; it is tried again', { error });
    return of([]);
  };
  return timer(0, INTERVAL).pipe(exhaustMap(() => from(look()).pipe(catchError(failed))));
}
