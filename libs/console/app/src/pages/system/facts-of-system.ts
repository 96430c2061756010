import { formatCount, formatMilliseconds, formatSeconds } from '../../lib/format.js';

/** A dispatcher or an application that is alive. */
export interface ProcessFacts {
  readonly id: string;
  readonly role: string;
  readonly host: string;
  readonly version: string;
  readonly startedAt: string | null;
}

/** Reads one entry of `processes`, whose form the API leaves open. */
export function processOf(entry: Readonly<Record<string, unknown>>): ProcessFacts {
  const text = (name: string): string => (typeof entry[name] === 'string' ? entry[name] : '');
  return {
    id: text('id'),
    role: text('role'),
    host: text('host'),
    version: text('version'),
    startedAt: text('started_at') || null,
  };
}

export interface Setting {
  /** `worker.pollInterval` */
  readonly name: string;
  readonly value: string;
}

/** The settings in force, one per line, in the words of the options. */
export function settingsOf(settings: Readonly<Record<string, unknown>>, path = ''): Setting[] {
  return Object.entries(settings).flatMap(([name, value]) => {
    const own = `${path}${name}`;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return settingsOf(value as Record<string, unknown>, `${own}.`);
    }
    return [{ name: own, value: shown(own, value) }];
  });
}

/** Every duration of the options is in milliseconds, and they are named after what they measure. */
const DURATION = /(?:interval|lease|timeout|grace|delay|wait|age|every|heartbeat|deadline|after|slowDown)$/i;

function shown(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return DURATION.test(name) ? duration(value) : formatCount(value);
  return String(value);
}

function duration(milliseconds: number): string {
  return milliseconds < 60_000 ? formatMilliseconds(milliseconds) : formatSeconds(milliseconds / 1000);
}

/** Exact up to ten thousand, as the server counts. */
export function countedTo(limit: number, value: number): string {
  return value >= limit ? `${formatCount(limit)} or more` : formatCount(value);
}
