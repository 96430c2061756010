import { appwriteLevels, appwriteShape, eachLevelItem, matchesAppwrite, type AppwriteShape } from './appwrite-event.js';
import type { EventResource } from '@posthorn/event-catalog';
import { idPositions, type AppwritePattern } from './appwrite-grammar.js';
import {
  allowsChange,
  asksForChange,
  compileSubscription,
  type CompiledSubscription,
} from './compiled-subscription.js';
import { rowChangeNames } from './row-tables.js';
import type { MatchableEvent, MatchOptions, SubscribedWebhook, SubscriptionIndex } from './subscription.js';

interface Entry<W> {
  readonly webhook: W;
  readonly compiled: CompiledSubscription;
  /** The gathering that has it last. */
  gathered: number;
}

let nextGathering = 1;

/** Entries, each once. Marks the entries instead of keeping a set: with hundreds of matches that is twice as fast. */
class Gathering<W> {
  private readonly number = nextGathering++;
  readonly entries: Entry<W>[] = [];

  add(entry: Entry<W>): void {
    if (entry.gathered === this.number) return;
    entry.gathered = this.number;
    this.entries.push(entry);
  }

  addAll(list: readonly Entry<W>[] | undefined): void {
    if (list) for (const entry of list) this.add(entry);
  }

  /** `collections` and `tables` narrow row changes, also those that a pattern asks for. */
  addAllowed(list: readonly Entry<W>[] | undefined, { change }: MatchableEvent): void {
    if (!list) return;
    for (const entry of list) if (!change || allowsChange(entry.compiled, change)) this.add(entry);
  }
}

interface LoosePattern<W> {
  readonly pattern: AppwritePattern;
  readonly entries: Entry<W>[];
}

/**
 * Who hears an event, as far as that can be said without looking into the payload. Kept per kind of event: a second
 * event of the same type costs one look-up.
 */
interface Plan<W> {
  /** Heard without a look at the payload. */
  readonly sure: readonly W[];
  /** Heard if their filter agrees. */
  readonly filtered: readonly Entry<W>[];
  /** Some pattern names an id that this kind of event varies in. */
  readonly byId: boolean;
  readonly loose: readonly LoosePattern<W>[];
  /** Those of `sure` and `filtered`, to leave out what an id pattern finds again. */
  readonly heard: readonly Entry<W>[];
  readonly resource: EventResource | undefined;
}

/** A memo is emptied when it has this many plans: names come from callers and must not grow without bound. */
const PLANS_KEPT = 2_000;

/** The webhooks of one project, or of the installation. */
class Bucket<W> {
  readonly plans = new Map<string, Plan<W>>();
  private readonly exact = new Map<string, Entry<W>[]>();
  private readonly prefixes = new Map<string, Entry<W>[]>();
  private readonly all: Entry<W>[] = [];
  /** Entries that ask for row changes, by `schema.table` (either may be `*`) when they name tables. */
  private readonly byTable = new Map<string, Entry<W>[]>();
  private readonly anyTable: Entry<W>[] = [];
  private readonly patterns = new Map<string, Entry<W>[]>();
  /** Of each pattern with its ids replaced by `*`: which places named one (bits). */
  private readonly namedIds = new Map<string, Set<number>>();
  private readonly loose = new Map<string, LoosePattern<W>>();

  add(entry: Entry<W>): void {
    const { compiled } = entry;
    if (compiled.all) this.all.push(entry);
    for (const name of compiled.exact) append(this.exact, name, entry);
    for (const prefix of compiled.prefixes) append(this.prefixes, prefix, entry);
    if (compiled.record.size > 0 || compiled.allowedAsks) this.addRecord(entry);
    for (const table of compiled.tables) append(this.byTable, `${table.schema}.${table.table}`, entry);
    for (const pattern of compiled.patterns) this.addPattern(pattern, entry);
  }

  private addRecord(entry: Entry<W>): void {
    if (entry.compiled.allowed === null) this.anyTable.push(entry);
    for (const table of entry.compiled.allowed ?? []) append(this.byTable, `${table.schema}.${table.table}`, entry);
  }

  private addPattern(pattern: AppwritePattern, entry: Entry<W>): void {
    const text = pattern.segments.join('.');
    if (!pattern.strict) {
      const present = this.loose.get(text);
      if (present) present.entries.push(entry);
      else this.loose.set(text, { pattern, entries: [entry] });
      return;
    }
    append(this.patterns, text, entry);
    const ids = idPositions(pattern.segments);
    const named = ids.reduce((bits, at) => (pattern.segments[at] === '*' ? bits : bits | (1 << at)), 0);
    if (named === 0) return;
    const skeleton = pattern.segments.map((word, at) => (ids.includes(at) ? '*' : word)).join('.');
    const masks = this.namedIds.get(skeleton);
    if (masks) masks.add(named);
    else this.namedIds.set(skeleton, new Set([named]));
  }

  /** Adds those that ask for the event by name, wildcard or table. */
  collectNamed(event: MatchableEvent, into: Gathering<W>): void {
    if (event.kind === 'change' && event.change) {
      const { change } = event;
      const names = rowChangeNames(change);
      const candidates = [this.anyTable, ...names.map((name) => this.exact.get(name))];
      for (const key of [`${change.schema}.${change.table}`, `${change.schema}.*`, '*.*'])
        candidates.push(this.byTable.get(key));
      for (const list of candidates) {
        for (const entry of list ?? []) {
          if (allowsChange(entry.compiled, change) && asksForChange(entry.compiled, change, names)) into.add(entry);
        }
      }
      return;
    }
    into.addAll(this.exact.get(event.type));
    if (event.kind === 'change') return;
    if (event.kind === 'catalog') into.addAll(this.all);
    for (let dot = event.type.indexOf('.'); dot > 0; dot = event.type.indexOf('.', dot + 1)) {
      into.addAll(this.prefixes.get(event.type.slice(0, dot + 1)));
    }
  }

  /** Adds those whose pattern holds whatever the variable places are; reports whether others depend on them. */
  collectPatterns(event: MatchableEvent, shape: AppwriteShape, into: Gathering<W>): Pick<Plan<W>, 'byId' | 'loose'> {
    if (this.patterns.size === 0 && this.loose.size === 0) return { byId: false, loose: [] };
    const levels = appwriteLevels(shape.segments);
    let byId = false;
    for (const level of this.patterns.size > 0 ? levels : []) {
      const every = level.ids.reduce((bits, at) => bits | (1 << at), 0);
      const variable = shape.variable & every;
      eachLevelItem(level, (stars, item) => {
        if ((variable & ~stars) === 0) into.addAllowed(this.patterns.get(item), event);
        if (stars !== every) return;
        for (const named of this.namedIds.get(item) ?? []) byId ||= (named & variable) !== 0;
      });
    }
    const loose: LoosePattern<W>[] = [];
    for (const one of this.loose.values()) {
      if (matchesAppwrite(one.pattern, levels)) into.addAllowed(one.entries, event);
      else if (matchesAppwrite(withoutWords(one.pattern, shape.variable), levels)) loose.push(one);
    }
    return { byId, loose };
  }

  /** Adds those whose pattern names an id that this event has. */
  collectById(event: MatchableEvent, shape: AppwriteShape, concrete: readonly string[], into: Gathering<W>): void {
    for (const level of appwriteLevels(concrete)) {
      const variable = level.ids.reduce((bits, at) => bits | (1 << at), 0) & shape.variable;
      if (variable === 0) continue;
      eachLevelItem(level, (stars, item) => {
        if ((variable & ~stars) !== 0) into.addAllowed(this.patterns.get(item), event);
      });
    }
  }
}

class Index<W extends SubscribedWebhook> implements SubscriptionIndex<W> {
  private readonly installation = new Bucket<W>();
  private readonly projects = new Map<string, Bucket<W>>();
  private readonly database: string;

  constructor(webhooks: readonly W[], options: MatchOptions) {
    this.database = options.appwriteDatabase ?? 'main';
    for (const webhook of webhooks)
      this.bucket(webhook.projectId).add({ webhook, gathered: 0, compiled: compileSubscription(webhook.subscription) });
  }

  match(event: MatchableEvent): readonly W[] {
    const plan = this.plan(event);
    if (plan.filtered.length === 0 && !plan.byId && plan.loose.length === 0) return plan.sure;
    let parsed: unknown;
    const payload = (): unknown => (parsed ??= JSON.parse(event.data));
    const found = [...plan.sure];
    for (const entry of plan.filtered) if (entry.compiled.filter?.(payload())) found.push(entry.webhook);
    if (plan.byId || plan.loose.length > 0) {
      for (const entry of this.byId(event, plan, payload)) {
        if (entry.compiled.filter?.(payload()) ?? true) found.push(entry.webhook);
      }
    }
    return found;
  }

  private byId(event: MatchableEvent, plan: Plan<W>, payload: () => unknown): readonly Entry<W>[] {
    const shape = appwriteShape(event, this.database);
    if (!shape) return [];
    const found = new Gathering<W>();
    found.addAll(plan.heard);
    const concrete = shape.fill(() => payload() as Readonly<Record<string, unknown>>);
    if (plan.byId) for (const bucket of this.buckets(event)) bucket.collectById(event, shape, concrete, found);
    const levels = appwriteLevels(concrete);
    for (const { pattern, entries } of plan.loose)
      if (matchesAppwrite(pattern, levels)) found.addAllowed(entries, event);
    return found.entries.slice(plan.heard.length);
  }

  private bucket(projectId: string | null): Bucket<W> {
    if (projectId === null) return this.installation;
    let bucket = this.projects.get(projectId);
    if (!bucket) this.projects.set(projectId, (bucket = new Bucket<W>()));
    return bucket;
  }

  /** The first one keeps the plans: a project without webhooks of its own shares those of the installation. */
  private buckets({ projectId }: MatchableEvent): readonly [Bucket<W>, ...Bucket<W>[]] {
    const own = projectId === null ? undefined : this.projects.get(projectId);
    return own ? [own, this.installation] : [this.installation];
  }

  private plan(event: MatchableEvent): Plan<W> {
    const { plans } = this.buckets(event)[0];
    const simple = event.kind === 'catalog' && event.change === undefined && event.appwriteEvent === undefined;
    const usual = simple ? plans.get(event.type) : undefined;
    if (usual && usual.resource === event.resource) return usual;
    const key = simple && !usual ? event.type : this.planKey(event);
    let plan = plans.get(key);
    if (!plan) {
      if (plans.size >= PLANS_KEPT) plans.clear();
      plans.set(key, (plan = this.makePlan(event)));
    }
    return plan;
  }

  /** Everything that `makePlan` reads of an event except its project. */
  private planKey(event: MatchableEvent): string {
    const { kind, type, change, resource } = event;
    if (change === undefined && event.appwriteEvent === undefined) {
      const name = resource && (resource.appwrite ?? `${resource.collection}\0${resource.operation}`);
      return name === undefined ? `${kind}\0${type}` : `${kind}\0${type}\0${name}`;
    }
    const shape = event.appwriteEvent === undefined ? '' : appwriteShape(event, this.database)?.segments.join('.');
    return [kind, type, change?.schema, change?.table, change?.operation, shape].join('\0');
  }

  private makePlan(event: MatchableEvent): Plan<W> {
    const heard = new Gathering<W>();
    const shape = appwriteShape(event, this.database);
    let byId = false;
    const loose: LoosePattern<W>[] = [];
    for (const bucket of this.buckets(event)) {
      bucket.collectNamed(event, heard);
      if (!shape || event.kind === 'operational') continue;
      const open = bucket.collectPatterns(event, shape, heard);
      byId ||= open.byId;
      loose.push(...open.loose);
    }
    const sure: W[] = [];
    const filtered: Entry<W>[] = [];
    for (const entry of heard.entries) {
      if (entry.compiled.filter) filtered.push(entry);
      else sure.push(entry.webhook);
    }
    return { sure: Object.freeze(sure), filtered, byId, loose, heard: heard.entries, resource: event.resource };
  }
}

/**
 * Compiles all webhooks of the installation. Rebuild wholesale when the configuration version moves: 10,000 take
 * milliseconds, and a second event of a type then costs one look-up (`docs/decisions/subscription-matching.md`).
 */
export function compileSubscriptions<W extends SubscribedWebhook>(
  webhooks: readonly W[],
  options: MatchOptions = {},
): SubscriptionIndex<W> {
  return new Index(webhooks, options);
}

/** The pattern with `*` in some places: whether it could match at all. */
function withoutWords(pattern: AppwritePattern, places: number): AppwritePattern {
  return { strict: false, segments: pattern.segments.map((word, at) => (places & (1 << at) ? '*' : word)) };
}

function append<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list) list.push(item);
  else map.set(key, [item]);
}
