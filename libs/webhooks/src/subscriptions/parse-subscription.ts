import { nearestNames } from '@posthorn/event-catalog/nearest-names';
import { mayBeAppwritePattern, parseAppwritePattern } from './appwrite-grammar.js';
import { RECORD_EVENTS } from './compiled-subscription.js';
import { compileFilter, FilterError } from './filter.js';
import { coversTable, parseTableName, ROW_OPERATIONS, tableOfExactName, type RowOperation } from './row-tables.js';
import type { EventSelector, Subscription } from './subscription.js';

/** What is given: the fields of a webhook, of any type. Absent means empty. */
export interface SubscriptionInput {
  readonly events?: unknown;
  readonly collections?: unknown;
  readonly tables?: unknown;
  readonly filter?: unknown;
  readonly dialect: string;
}

/** What the names are checked against. */
export interface EventTypeLookup {
  /** Catalog and operational types. */
  has(type: string): boolean;
  names(): Iterable<string>;
  /** Whether row changes of a table can be heard; absent: unknown, and no table is questioned. */
  hasTable?(schema: string, table: string): boolean;
}

export interface ParseOptions {
  readonly catalog: EventTypeLookup;
  /** true: an unknown type is an error (the native API); false: a warning (the documents' APIs). */
  readonly strict: boolean;
}

export interface SubscriptionIssue {
  /** `events[1]`, `filter.amount.$gt`, … */
  readonly field: string;
  readonly code:
    | 'required'
    | 'too_many'
    | 'invalid_event'
    | 'unknown_event_type'
    | 'invalid_pattern'
    | 'invalid_table'
    | 'unknown_table'
    | 'invalid_operation'
    | 'unknown_field'
    | 'invalid_filter'
    | 'narrowed_away';
  readonly message: string;
  /** Known names that may have been meant. */
  readonly nearest?: readonly string[];
}

export type ParsedSubscription =
  | { readonly ok: true; readonly subscription: Subscription; readonly warnings: readonly SubscriptionIssue[] }
  | { readonly ok: false; readonly errors: readonly SubscriptionIssue[] };

export const SUBSCRIPTION_LIMITS = { events: 200, tables: 200, nameLength: 255 } as const;

const TYPE_NAME = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/;
const FREE_NAME = /^[\p{L}\p{N}_$][\p{L}\p{N}_$:.-]*$/u;

/** Checks and normalises what a webhook listens for (DESIGN section 6), all forms mixed. Never throws. */
export function parseSubscription(input: SubscriptionInput, options: ParseOptions): ParsedSubscription {
  return new Parser(input, options).parse();
}

class Parser {
  private readonly errors: SubscriptionIssue[] = [];
  private readonly warnings: SubscriptionIssue[] = [];
  private readonly names: readonly string[];

  constructor(
    private readonly input: SubscriptionInput,
    private readonly options: ParseOptions,
  ) {
    this.names = [...options.catalog.names()];
  }

  parse(): ParsedSubscription {
    const collections = this.tableList('collections', this.input.collections);
    const tables = this.tableList('tables', this.input.tables);
    const events = this.events(collections.length + tables.length > 0);
    const filter = this.filter();
    if (this.errors.length > 0) return { ok: false, errors: this.errors };
    this.warnOfNarrowing(events, [...collections, ...tables]);
    const { dialect } = this.input;
    return { ok: true, subscription: { events, collections, tables, filter, dialect }, warnings: this.warnings };
  }

  private events(namesTables: boolean): readonly EventSelector[] {
    const given = this.input.events ?? [];
    if (!Array.isArray(given)) {
      this.error('events', 'invalid_event', 'Expected a list of event names, patterns or {table, operations}.');
      return [];
    }
    if (given.length === 0 && !namesTables) this.error('events', 'required', 'Name at least one event; "*" means all.');
    if (given.length > SUBSCRIPTION_LIMITS.events) {
      this.error('events', 'too_many', `At most ${SUBSCRIPTION_LIMITS.events} entries.`);
      return [];
    }
    const found = new Map<string, EventSelector>();
    given.forEach((entry: unknown, index) => {
      const selector = this.selector(entry, `events[${index}]`);
      if (selector !== null) found.set(JSON.stringify(selector), selector);
    });
    return [...found.values()];
  }

  private selector(entry: unknown, field: string): EventSelector | null {
    if (typeof entry === 'string') return this.name(entry.trim(), field);
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
      return this.error(
        field,
        'invalid_event',
        'Expected an event name, a pattern or {"table": …, "operations": […]}.',
      );
    }
    return this.tableSelector(entry as Readonly<Record<string, unknown>>, field);
  }

  private name(text: string, field: string): string | null {
    const { catalog } = this.options;
    if (text === '*' || RECORD_EVENTS.has(text) || catalog.has(text)) return text;
    if (text.length === 0 || text.length > SUBSCRIPTION_LIMITS.nameLength) {
      return this.error(field, 'invalid_event', `An entry has 1 to ${SUBSCRIPTION_LIMITS.nameLength} characters.`);
    }
    if (text.includes('**'))
      return this.error(field, 'invalid_pattern', '"**" is not a wildcard: write one "*" per segment.');
    const isWildcard = text.endsWith('.*') && FREE_NAME.test(text.slice(0, -2));
    const problem = mayBeAppwritePattern(text) ? parseAppwritePattern(text, this.grammar) : null;
    if (problem !== null && typeof problem !== 'string' && !this.isRatherAType(problem.segments)) return text;
    if (isWildcard) return this.wildcard(text, field);
    if (text.includes('*'))
      return this.error(field, 'invalid_pattern', typeof problem === 'string' ? problem : wildcardRule(text));
    return this.exact(text, field, typeof problem === 'string' ? problem : null);
  }

  private get grammar(): 'real' | 'document' {
    return this.input.dialect === 'appwrite-native' ? 'real' : 'document';
  }

  /** `users.created` reads as the user with the id "created", which is not what anybody meant. */
  private isRatherAType(segments: readonly string[]): boolean {
    const [, id = '*'] = segments;
    return segments.length === 2 && id !== '*' && !this.input.dialect.startsWith('appwrite');
  }

  private wildcard(text: string, field: string): string {
    const prefix = text.slice(0, -1);
    if (prefix !== 'webhook.' && prefix !== 'delivery.' && !this.names.some((name) => name.startsWith(prefix))) {
      const families = new Set(this.names.map((name) => `${name.slice(0, name.lastIndexOf('.'))}.*`));
      this.warn(
        field,
        'unknown_event_type',
        `No event type begins with "${prefix}" yet.`,
        nearestNames(text, families, 3),
      );
    }
    return text;
  }

  private exact(text: string, field: string, problem: string | null): string | null {
    if (!FREE_NAME.test(text)) return this.error(field, 'invalid_event', `"${text}" is not an event name.`);
    const table = tableOfExactName(text);
    if (table && this.options.catalog.hasTable?.(table.schema, table.table)) return text;
    const nearest = nearestNames(text, this.names, 3);
    const meant = nearest.length > 0 ? ` Did you mean ${nearest.map((name) => `"${name}"`).join(' or ')}?` : '';
    if (!this.options.strict) {
      this.warn(
        field,
        'unknown_event_type',
        `"${text}" is not a known event type yet; it will be heard when it is.${meant}`,
        nearest,
      );
      return text;
    }
    const pattern = problem !== null && !TYPE_NAME.test(text) ? ` ${problem}` : '';
    return this.error(field, 'unknown_event_type', `"${text}" is not a known event type.${meant}${pattern}`, nearest);
  }

  private tableSelector(entry: Readonly<Record<string, unknown>>, field: string): EventSelector | null {
    const { table, schema, operations: given, ...others } = entry;
    // The documents' own clients may send more than they say.
    const [unknown] = this.options.strict ? Object.keys(others) : [];
    if (unknown !== undefined) {
      return this.error(`${field}.${unknown}`, 'unknown_field', 'Expected "table", "schema" and "operations" only.');
    }
    const text = typeof schema === 'string' && typeof table === 'string' ? `${schema}.${table}` : table;
    const label = this.table(text, `${field}.table`);
    const operations = this.operations(given ?? ['*'], `${field}.operations`);
    return label !== null && operations !== null ? { table: label, operations } : null;
  }

  /** `collections` and `tables` narrow every row change, `{table}` entries included. */
  private warnOfNarrowing(events: readonly EventSelector[], named: readonly string[]): void {
    const allowed = named.map(parseTableName).filter((name) => name !== null);
    events.forEach((selector, index) => {
      const table = typeof selector === 'string' ? null : parseTableName(selector.table);
      if (!table || table.table === '*' || allowed.length === 0) return;
      if (allowed.some((name) => coversTable(name, table))) return;
      const message = 'Not among "collections" and "tables", which narrow all row changes: this entry hears nothing.';
      this.warn(`events[${index}]`, 'narrowed_away', message);
    });
  }

  private operations(given: unknown, field: string): readonly (RowOperation | '*')[] | null {
    const list = Array.isArray(given) && given.length > 0 ? given : null;
    const known = (list ?? []).map((item: unknown) => {
      const word = typeof item === 'string' ? item.toUpperCase() : '';
      return word === '*' ? '*' : ROW_OPERATIONS.find((operation) => operation === word);
    });
    const operations = known.filter((item) => item !== undefined);
    if (!list || operations.length < list.length) {
      return this.error(field, 'invalid_operation', 'Expected a list of INSERT, UPDATE, DELETE or "*".');
    }
    return operations.includes('*') ? ['*'] : [...new Set(operations)];
  }

  private tableList(field: 'collections' | 'tables', given: unknown): readonly string[] {
    if (given === undefined || given === null) return [];
    if (!Array.isArray(given)) {
      this.error(field, 'invalid_table', 'Expected a list of table names.');
      return [];
    }
    if (given.length > SUBSCRIPTION_LIMITS.tables)
      this.error(field, 'too_many', `At most ${SUBSCRIPTION_LIMITS.tables} entries.`);
    const labels = given.map((item: unknown, index) => this.table(item, `${field}[${index}]`));
    return [...new Set(labels.filter((label) => label !== null))];
  }

  private table(given: unknown, field: string): string | null {
    const text = typeof given === 'string' ? given.trim() : '';
    const name = parseTableName(text);
    if (!name) return this.error(field, 'invalid_table', 'Expected "table", "schema.table", "schema.*" or "*".');
    const { catalog } = this.options;
    if (catalog.hasTable && name.table !== '*' && !catalog.hasTable(name.schema, name.table)) {
      this.warn(field, 'unknown_table', `There is no table "${text}" yet; its changes will be heard when it appears.`);
    }
    return text;
  }

  private filter(): Subscription['filter'] {
    const { filter } = this.input;
    if (filter === undefined || filter === null) return null;
    try {
      compileFilter(filter);
    } catch (error) {
      if (!(error instanceof FilterError)) throw error;
      for (const { path, message } of error.problems)
        this.error(['filter', ...path].join('.'), 'invalid_filter', message);
      return null;
    }
    return filter as Readonly<Record<string, unknown>>;
  }

  private error(field: string, code: SubscriptionIssue['code'], message: string, nearest?: readonly string[]): null {
    this.errors.push({ field, code, message, ...(nearest && nearest.length > 0 ? { nearest } : {}) });
    return null;
  }

  private warn(field: string, code: SubscriptionIssue['code'], message: string, nearest?: readonly string[]): void {
    this.warnings.push({ field, code, message, ...(nearest && nearest.length > 0 ? { nearest } : {}) });
  }
}

function wildcardRule(text: string): string {
  return `"${text}": a wildcard is "*", ends a name ("user.*") or stands for a segment of an Appwrite pattern ("users.*.create").`;
}
