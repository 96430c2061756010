import { readFile, rename, writeFile } from 'node:fs/promises';
import type { EventCatalog, EventResource, JsonSchema } from '@posthorn/event-catalog';
import { CliError } from '../cli.errors.js';

/** What receivers were told of an event. */
export interface KnownEvent {
  readonly version: number;
  readonly schema: JsonSchema | null;
  readonly resource?: EventResource;
}

export type Snapshot = Readonly<Record<string, KnownEvent>>;

const FORMAT = 1;

/** @param types the catalog, sorted by name */
export function snapshotOf(catalog: Pick<EventCatalog, 'all'>): Snapshot {
  return Object.fromEntries(
    catalog.all().map(({ name, version, schema, resource }) => [
      name,
      // Through JSON, so that it equals what is read back.
      JSON.parse(JSON.stringify({ version, schema, resource })) as KnownEvent,
    ]),
  );
}

export function snapshotText(snapshot: Snapshot): string {
  return `${JSON.stringify({ format: FORMAT, events: snapshot }, null, 2)}\n`;
}

/** Null when there is none. @throws CliError `snapshot_unusable` */
export async function readSnapshot(file: string): Promise<Snapshot | null> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new CliError('snapshot_unusable', `${file} cannot be read.`, undefined, { cause: error });
  });
  if (text === null) return null;
  const refuse = (reason: string, cause?: unknown): CliError =>
    new CliError(
      'snapshot_unusable',
      `${file} ${reason}. Put the committed file back (a merge may have left marks in it).`,
      undefined,
      { cause },
    );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw refuse('is no JSON', cause);
  }
  const { format, events } = (value ?? {}) as { format?: unknown; events?: unknown };
  if (format !== FORMAT) throw refuse(`is no snapshot of format ${FORMAT}`);
  const isKnown = (each: unknown): boolean => typeof (each as KnownEvent | null)?.version === 'number';
  if (typeof events !== 'object' || events === null || !Object.values(events).every(isKnown)) {
    throw refuse('has an event without a version');
  }
  return events as Snapshot;
}

/** Complete or not at all. */
export async function writeSnapshot(file: string, snapshot: Snapshot): Promise<void> {
  const fresh = `${file}.${process.pid}.new`;
  await writeFile(fresh, snapshotText(snapshot));
  await rename(fresh, file);
}
