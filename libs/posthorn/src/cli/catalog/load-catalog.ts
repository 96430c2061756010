import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { EventCatalog, type EventType } from '@posthorn/event-catalog';
import { CliError, EXIT } from '../cli.errors.js';
import { textOption, type Invocation } from '../command.js';
import { readConfiguration } from '../configuration.js';

/** What `EventCatalogModule.forFeature` calls the provider that registers its types. */
const FEATURE = 'POSTHORN_EVENT_TYPES(';

/**
 * The event types of the host, without starting it: what the module exports (event types, arrays of them) and what the
 * Nest modules among its exports, and those that they import, register with `EventCatalogModule.forFeature`.
 * @throws CliError `catalog_unusable`; CatalogError when a type is wrong
 */
export async function loadCatalog(invocation: Invocation): Promise<EventCatalog> {
  const given = textOption(invocation, 'module');
  const configured = (await readConfiguration(invocation.folder)).catalog;
  const file = given === undefined ? configured : path.resolve(invocation.folder, given);
  if (file === undefined) {
    throw new CliError(
      'catalog_unusable',
      'Where are the event types? --module dist/app.module.js, or once in package.json: ' +
        '"posthorn": { "catalog": "dist/app.module.js" }. It may export Nest modules, or the event types themselves.',
    );
  }
  const catalog = new EventCatalog();
  const walk = new Walk(catalog);
  for (const exported of Object.values(await load(file))) await walk.visit(exported);
  if (catalog.all().length > 0) return catalog;
  throw new CliError(
    'catalog_unusable',
    `${file} leads to no event type. Export modules whose imports have EventCatalogModule.forFeature([…]), or the types ` +
      'themselves; what a forRoot() imports is not seen, since nothing is started.',
  );
}

async function load(file: string): Promise<object> {
  if (!existsSync(file)) {
    throw new CliError('catalog_unusable', `${file} does not exist. It is compiled JavaScript: build first.`);
  }
  try {
    return (await import(pathToFileURL(file).href)) as object;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliError('catalog_unusable', `${file} cannot be loaded: ${reason}`, EXIT.usage, { cause });
  }
}

/** What a dynamic module, a provider and a forward reference have, as far as it matters here. */
interface Described {
  readonly module?: unknown;
  readonly imports?: unknown;
  readonly providers?: unknown;
  readonly provide?: unknown;
  readonly useFactory?: unknown;
  readonly forwardRef?: unknown;
}

class Walk {
  private readonly seen = new Set<unknown>();

  constructor(private readonly catalog: EventCatalog) {}

  async visit(given: unknown): Promise<void> {
    const value: unknown = await given;
    if (value === null || (typeof value !== 'object' && typeof value !== 'function') || this.seen.has(value)) return;
    this.seen.add(value);
    if (Array.isArray(value)) return this.visitAll(value);
    if (isEventType(value)) this.catalog.register(value);
    else if (typeof value === 'function') await this.visitClass(value);
    else await this.visitDescribed(value);
  }

  private async visitAll(values: unknown): Promise<void> {
    for (const each of Array.isArray(values) ? (values as unknown[]) : []) await this.visit(each);
  }

  private async visitClass(type: object): Promise<void> {
    const metadata = Reflect as { getOwnMetadata?: (key: string, target: object) => unknown };
    await this.visitAll(metadata.getOwnMetadata?.('imports', type));
    await this.visitAll(metadata.getOwnMetadata?.('providers', type));
  }

  private async visitDescribed(value: Described): Promise<void> {
    const { provide, useFactory, forwardRef } = value;
    if (typeof forwardRef === 'function') return this.visit((forwardRef as () => unknown)());
    if (typeof provide === 'string' && provide.startsWith(FEATURE) && typeof useFactory === 'function') {
      (useFactory as (catalog: EventCatalog) => unknown)(this.catalog);
      return;
    }
    if (typeof value.module !== 'function') return;
    await this.visit(value.module);
    await this.visitAll(value.imports);
    await this.visitAll(value.providers);
  }
}

/** What `defineEvent` makes; instances from another copy of the library too. */
function isEventType(value: object): value is EventType {
  const { name, version, payload, example } = value as Partial<EventType>;
  return (
    typeof value === 'object' &&
    typeof name === 'string' &&
    typeof version === 'number' &&
    typeof payload === 'function' &&
    typeof example === 'object'
  );
}
