import { isDeepStrictEqual } from 'node:util';
import { breakingChanges } from '@posthorn/event-catalog';
import type { KnownEvent, Snapshot } from './snapshot.js';

/** What a receiver of the event could stumble over. */
export interface EventBreak {
  /** The field in `data`; '' for the event itself. */
  readonly path: string;
  readonly kind: string;
  readonly message: string;
}

/** What has become of one event type since the snapshot. */
export interface EventChange {
  readonly name: string;
  readonly change: 'added' | 'compatible' | 'new_version' | 'breaking';
  readonly version: number | null;
  /** Of `breaking`: what breaks. Of `new_version`: what was broken on purpose. */
  readonly breaks: readonly EventBreak[];
}

/** Every difference, by name; empty when the snapshot is up to date. */
export function compareCatalogs(before: Snapshot, after: Snapshot): readonly EventChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => changeOf(name, before[name], after[name]) ?? []);
}

function changeOf(
  name: string,
  before: KnownEvent | undefined,
  after: KnownEvent | undefined,
): EventChange | undefined {
  if (after === undefined) {
    const message = 'is gone: webhooks that listen for it never hear again';
    return { name, change: 'breaking', version: null, breaks: [{ path: '', kind: 'event_removed', message }] };
  }
  const { version } = after;
  if (before === undefined) return { name, change: 'added', version, breaks: [] };
  if (isDeepStrictEqual(before, after)) return undefined;
  const breaks: readonly EventBreak[] = [...breakingChanges(before.schema, after.schema), ...ofResource(before, after)];
  if (version < before.version) {
    const message = `version ${version} came after version ${before.version}`;
    return { name, change: 'breaking', version, breaks: [{ path: '', kind: 'version_lowered', message }] };
  }
  if (version > before.version) return { name, change: 'new_version', version, breaks };
  return { name, change: breaks.length > 0 ? 'breaking' : 'compatible', version, breaks };
}

/** The dialects that speak of rows and resources show it. */
function ofResource({ resource: before }: KnownEvent, { resource: after }: KnownEvent): readonly EventBreak[] {
  if (before === undefined || isDeepStrictEqual(before, after)) return [];
  const message = 'its resource changed, and with it what the dialects backendify, fluxbase and appwrite send';
  return [{ path: '', kind: 'resource_changed', message }];
}
