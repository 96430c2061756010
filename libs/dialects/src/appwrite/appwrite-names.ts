import { appwriteShape, expandAppwriteEvent, type RenderableEvent } from '@posthorn/webhooks';
import { headerText } from '../wire/header-text.js';
import { parsedData } from '../wire/json.js';

/**
 * Room for the list of triggering events. A row event has 42 items of two to three kilobytes; common servers stop at
 * 8 KiB for one header or for all of them.
 */
export const EVENTS_HEADER_LENGTH = 4096;

/** What events are called in Appwrite, and the list that goes into the header, worked out once for each event. */
export class AppwriteNames {
  private readonly known = new WeakMap<RenderableEvent, readonly string[]>();
  private readonly headers = new WeakMap<RenderableEvent, string>();

  /** @param database the `<db>` of `databases.<db>.tables…` for row changes */
  constructor(private readonly database: string) {}

  /** The segments of the event's name; its own type when nothing says what it would be called there. */
  segments(event: RenderableEvent): readonly string[] {
    let segments = this.known.get(event);
    if (!segments) {
      segments = appwriteShape(event, this.database)?.fill(() => parsedData(event.data)) ?? [event.type];
      this.known.set(event, segments);
    }
    return segments;
  }

  /** The value of `X-Appwrite-Webhook-Events`: everything that the event can be subscribed to as, without blanks. */
  header(event: RenderableEvent): string {
    let header = this.headers.get(event);
    if (header === undefined) this.headers.set(event, (header = eventsHeader(this.segments(event))));
    return header;
  }
}

function eventsHeader(name: readonly string[]): string {
  const segments = name.map((segment) => headerText(segment, ',% '));
  const [first = '', ...others] = segments.length > 1 ? expandAppwriteEvent(segments) : segments;
  let header = first.slice(0, EVENTS_HEADER_LENGTH);
  for (const item of others) {
    if (header.length + 1 + item.length > EVENTS_HEADER_LENGTH) break;
    header += `,${item}`;
  }
  return header;
}
