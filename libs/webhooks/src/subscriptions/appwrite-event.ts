import type { EventResource } from '@posthorn/event-catalog';
import type { RowChange } from '../dialect/row-change.js';
import { APPWRITE_ACTIONS, idPositions, type AppwritePattern } from './appwrite-grammar.js';

/** What an Appwrite event name is made from. */
export interface AppwriteSource {
  readonly projectId: string | null;
  readonly resource?: EventResource;
  readonly change?: RowChange;
  readonly appwriteEvent?: string;
}

/** The name of an event before its variable parts are known: enough to decide everything that does not name an id. */
export interface AppwriteShape {
  /** Variable places hold a text that no pattern can contain. */
  readonly segments: readonly string[];
  /** Bit n is set when segment n differs from event to event. */
  readonly variable: number;
  /** Fills the variable places. `payload` is called only when a field of it is needed. */
  fill(payload: () => Readonly<Record<string, unknown>>): readonly string[];
}

const OPERATIONS = { INSERT: 'create', UPDATE: 'update', DELETE: 'delete' } as const;

const VARIABLE = '\0';

/** What stands in the place of an id that an event does not have (a table without a key). */
const NO_ID = '-';

/** The Appwrite name of a table: segments are divided by dots, so another schema is joined by a hyphen. */
export function appwriteTableId(table: { readonly schema: string; readonly table: string }): string {
  return table.schema === 'public' ? table.table : `${table.schema}-${table.table}`;
}

/** The key of a changed row as text: its key columns (`id` when they are not known) joined by a hyphen. */
export function rowKey(change: RowChange): string {
  return (change.keyColumns ?? ['id']).map((column) => idText(own(change.record, column))).join('-') || NO_ID;
}

/** The shape of an event's Appwrite name, or null when the event has none. */
export function appwriteShape(event: AppwriteSource, database: string): AppwriteShape | null {
  if (event.appwriteEvent !== undefined) {
    const segments = event.appwriteEvent.split('.');
    if (segments.length < 2) return null;
    const variable = idPositions(segments).reduce((bits, at) => bits | (1 << at), 0);
    return {
      segments: segments.map((word, at) => (variable & (1 << at) ? VARIABLE : word)),
      variable,
      fill: () => segments,
    };
  }
  const { change } = event;
  if (change) {
    const place = ['databases', database, 'tables', appwriteTableId(change), 'rows'];
    const action = OPERATIONS[change.operation];
    return { segments: [...place, VARIABLE, action], variable: 1 << 5, fill: () => [...place, rowKey(change), action] };
  }
  return event.resource ? resourceShape(event.resource, event.projectId, database) : null;
}

function resourceShape(resource: EventResource, projectId: string | null, database: string): AppwriteShape {
  const collection = resource.collection.replaceAll('.', '-');
  const template = resource.appwrite?.split('.') ?? [
    ...['databases', database, 'tables', collection, 'rows', '{id}'],
    resource.operation,
  ];
  const names = template.map((word, at) => (word !== '{database}' && at % 2 === 1 ? placeholder(word) : null));
  const literal = template.map((word) => (word === '{database}' ? database : word));
  return {
    segments: literal.map((word, at) => (names[at] === null ? word : VARIABLE)),
    variable: names.reduce((bits, name, at) => (name === null ? bits : bits | (1 << at)), 0),
    fill: (payload) =>
      literal.map((word, at) => {
        const name = names[at] ?? null;
        if (name === null) return word;
        if (name === 'project') return projectId ?? NO_ID;
        return idText(own(payload(), name === 'id' ? resource.idField : name)) || NO_ID;
      }),
  };
}

/** The name in `{name}`; a placeholder stands in the place of an id only. */
function placeholder(word: string): string | null {
  return word.startsWith('{') && word.endsWith('}') ? word.slice(1, -1) : null;
}

function own(record: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function idText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** One level of a name: a prefix that ends with an id, or the whole with its action. */
export interface AppwriteLevel {
  readonly segments: readonly string[];
  /** Positions of ids: the places where the expansion puts `*`. */
  readonly ids: readonly number[];
  /** The same level in Appwrite's other vocabulary: `tables.…rows` and `collections.…documents` are the same places. */
  readonly mirror: readonly string[] | null;
}

const MIRROR: ReadonlyMap<string, string> = new Map([
  ['tables', 'collections'],
  ['collections', 'tables'],
  ['rows', 'documents'],
  ['documents', 'rows'],
  ['columns', 'attributes'],
  ['attributes', 'columns'],
]);

/**
 * The levels of a concrete name, in the order of the expansion list: with its action and attribute, with its
 * action, then each shorter prefix. One-level attribute events begin without their attribute, and sub-resources
 * with an attribute have `type.id.action.attribute` as well: both as today's server does it.
 */
export function appwriteLevels(segments: readonly string[]): readonly AppwriteLevel[] {
  const ids = idPositions(segments);
  const depth = 2 * ids.length;
  const [action, attribute] = segments.slice(depth);
  const level = (words: readonly string[]): AppwriteLevel => ({
    segments: words,
    ids: ids.filter((at) => at < words.length),
    mirror: mirrored(words),
  });
  const levels: AppwriteLevel[] = [];
  if (action !== undefined) {
    const full = attribute === undefined ? [segments] : [segments, segments.slice(0, -1)];
    levels.push(...(depth === 2 ? full.reverse() : full).map(level));
  }
  for (let length = depth; length >= 2; length -= 2) {
    levels.push(level(segments.slice(0, length)));
    if (length === depth && depth > 2 && action !== undefined && attribute !== undefined) {
      levels.push({ segments: [...segments.slice(0, 2), action, attribute], ids: [1], mirror: null });
    }
  }
  return levels;
}

function mirrored(segments: readonly string[]): readonly string[] | null {
  const mirrors = segments[0] === 'databases' && (segments[2] === 'tables' || segments[2] === 'collections');
  return mirrors ? segments.map((word, at) => (at === 2 || at === 4 ? (MIRROR.get(word) ?? word) : word)) : null;
}

/** Which of up to three ids become `*`, in the order of today's server. */
const STARS: readonly (readonly (readonly number[])[])[] = [
  [[]],
  [[], [0]],
  [[], [0, 1], [1], [0]],
  [[], [0, 1, 2], [1], [0, 1], [0], [2], [0, 2], [1, 2]],
];

/** Calls back with each item of a level: the places of its `*` (bits) and its text. A mirrored item follows its source. */
export function eachLevelItem(level: AppwriteLevel, visit: (stars: number, item: string) => void): void {
  for (const choice of STARS[level.ids.length] ?? []) {
    let stars = 0;
    for (const index of choice) stars |= 1 << (level.ids[index] ?? 0);
    visit(stars, joinWithStars(level.segments, stars));
    if (level.mirror) visit(stars, joinWithStars(level.mirror, stars));
  }
}

function joinWithStars(words: readonly string[], stars: number): string {
  let text = '';
  for (let at = 0; at < words.length; at += 1) text += (at ? '.' : '') + (stars & (1 << at) ? '*' : (words[at] ?? ''));
  return text;
}

/**
 * Everything under which a concrete Appwrite event can be subscribed to, as the `X-Appwrite-Webhook-Events` header
 * lists it: every level, with every combination of its ids and `*`, mirrored between tables and collections.
 * @param name the concrete name, as segments when an id may hold a dot
 */
export function expandAppwriteEvent(name: string | readonly string[]): readonly string[] {
  const items = new Set<string>();
  for (const level of appwriteLevels(typeof name === 'string' ? name.split('.') : name)) {
    eachLevelItem(level, (_stars, item) => items.add(item));
  }
  return [...items];
}

/** Whether a pattern hears a concrete event: the definition, of which the index's look-ups are the fast form. */
export function matchesAppwrite(pattern: AppwritePattern, levels: readonly AppwriteLevel[]): boolean {
  return levels.some(
    (level) =>
      coversLevel(pattern, level, level.segments) ||
      (level.mirror !== null && coversLevel(pattern, level, level.mirror)),
  );
}

function coversLevel(pattern: AppwritePattern, level: AppwriteLevel, words: readonly string[]): boolean {
  if (words.length !== pattern.segments.length) return false;
  return pattern.segments.every((segment, at) =>
    segment === '*' ? !pattern.strict || level.ids.includes(at) : segment === words[at],
  );
}

/** A concrete name that the real grammar could have produced: no wildcards, an action at its end. */
export function isAppwriteEventName(name: string): boolean {
  const segments = name.split('.');
  if (segments.length < 3 || segments.length > 8 || segments.some((word) => word === '' || word.includes('*')))
    return false;
  const depth = 2 * idPositions(segments).length;
  const rest = segments.slice(depth);
  return (rest.length === 1 || rest.length === 2) && APPWRITE_ACTIONS.has(rest[0] ?? '');
}
