import { MalformedRequestError, type ShownWebhook, type WebhookRow } from '@posthorn/webhooks';
import { parse } from 'qs';
import { appwriteTime, externalIdOf, isEnabled } from './appwrite-webhook.js';

const DEFAULT_LIMIT = 25;
const MAX_QUERIES = 100;
const MAX_QUERY_LENGTH = 4096;

type Value = string | number | boolean | null;

/** One entry of `queries`: `{"method":"equal","attribute":"name","values":["a"]}`. */
interface Query {
  readonly method: string;
  readonly attribute: string;
  readonly values: readonly Value[];
}

export interface AppwriteList {
  readonly total: number;
  readonly webhooks: readonly ShownWebhook[];
}

/** What the newest failing delivery of a webhook says; '' for a healthy one. */
export type Logs = (row: WebhookRow) => string;

const ATTRIBUTES: Readonly<Record<string, (webhook: ShownWebhook, logs: Logs) => Value | readonly Value[]>> = {
  $id: ({ row }) => externalIdOf(row),
  $createdAt: ({ row }) => appwriteTime(row.created_at),
  $updatedAt: ({ row }) => appwriteTime(row.updated_at),
  name: ({ row }) => row.name,
  url: ({ row }) => row.url,
  events: ({ row }) => row.events.filter((entry) => typeof entry === 'string'),
  authUsername: ({ row }) => row.basic_auth_username ?? '',
  httpUser: ({ row }) => row.basic_auth_username ?? '',
  tls: ({ row }) => row.tls_verify,
  security: ({ row }) => row.signing,
  enabled: ({ row }) => isEnabled(row),
  attempts: ({ row }) => row.consecutive_failures,
  logs: ({ row }, logs) => logs(row),
};

const CONDITIONS: Readonly<Record<string, (value: Value, operands: readonly Value[]) => boolean>> = {
  equal: (value, operands) => operands.some((operand) => same(value, operand)),
  notEqual: (value, operands) => !operands.some((operand) => same(value, operand)),
  lessThan: (value, [operand]) => compare(value, operand) < 0,
  lessThanEqual: (value, [operand]) => compare(value, operand) <= 0,
  greaterThan: (value, [operand]) => compare(value, operand) > 0,
  greaterThanEqual: (value, [operand]) => compare(value, operand) >= 0,
  between: (value, [from, to]) => compare(value, from) >= 0 && compare(value, to) <= 0,
  contains: (value, operands) => operands.some((operand) => String(value).includes(String(operand))),
  startsWith: (value, [operand]) => String(value).startsWith(String(operand)),
  endsWith: (value, [operand]) => String(value).endsWith(String(operand)),
  isNull: (value) => value === null,
  isNotNull: (value) => value !== null,
};

/**
 * Filters, sorts and cuts a project's webhooks as `queries` and `total` of a raw query string say. Parsed here and
 * not by the host: Express leaves `queries[0]` as a name, and an index above a parser's limit makes an object.
 * @param webhooks oldest first
 * @throws MalformedRequestError `invalid_list_query`, `unknown_list_cursor`
 */
export function listByQueries(
  webhooks: readonly ShownWebhook[],
  queryString: string,
  logs: Logs = () => '',
): AppwriteList {
  const { queries: given, total } = parse(queryString, { arrayLimit: MAX_QUERIES, parameterLimit: MAX_QUERIES + 10 });
  const queries = entriesOf(given).map(queryOf);
  const page = pageOf(queries);
  const matching = webhooks.filter((webhook) => queries.every((query) => meets(webhook, query, logs)));
  const sorted = sort(matching, queries, logs);
  return { total: total === 'false' ? 0 : matching.length, webhooks: sorted.slice(...rangeOf(sorted, page)) };
}

function entriesOf(given: unknown): readonly string[] {
  if (given === undefined) return [];
  const list: unknown[] = typeof given === 'object' && given !== null ? Object.values(given) : [given];
  if (list.length > MAX_QUERIES) throw invalid(`At most ${MAX_QUERIES} queries.`);
  return list.map((entry) => {
    if (typeof entry !== 'string' || entry.length > MAX_QUERY_LENGTH) throw invalid('A query is a text in JSON.');
    return entry;
  });
}

const PAGING = new Set(['limit', 'offset', 'cursorAfter', 'cursorBefore', 'orderAsc', 'orderDesc']);

function queryOf(text: string): Query {
  const query = readJson(text);
  const { method, attribute = '', values = [] } = query;
  if (typeof method !== 'string' || typeof attribute !== 'string' || !Array.isArray(values)) {
    throw invalid('A query has a method, an attribute and values.');
  }
  const isCondition = Object.hasOwn(CONDITIONS, method);
  if (!isCondition && !PAGING.has(method)) throw invalid(`The method "${method}" is not supported.`);
  const needsAttribute = isCondition || method.startsWith('order');
  if (needsAttribute && !(attribute === '' && method.startsWith('order')) && !Object.hasOwn(ATTRIBUTES, attribute)) {
    throw invalid(`The attribute "${attribute}" cannot be queried. Known: ${Object.keys(ATTRIBUTES).join(', ')}.`);
  }
  return { method, attribute, values: MOMENTS.has(attribute) ? values.map(inOneForm) : (values as readonly Value[]) };
}

const MOMENTS = new Set(['$createdAt', '$updatedAt']);

/** Times are compared as texts, and clients write them with `Z`, with an offset, or as days. */
function inOneForm(value: unknown): Value {
  const time = new Date(String(value));
  if (Number.isNaN(time.getTime())) throw invalid('$createdAt and $updatedAt are compared with times.');
  return appwriteTime(time);
}

function readJson(text: string): Readonly<Record<string, unknown>> {
  try {
    const query: unknown = JSON.parse(text);
    if (typeof query === 'object' && query !== null) return query as Record<string, unknown>;
  } catch {
    // Said below: what the client wrote is not shown back.
  }
  throw invalid('A query is a JSON object.');
}

function meets(webhook: ShownWebhook, { method, attribute, values }: Query, logs: Logs): boolean {
  const condition = CONDITIONS[method];
  if (!condition) return true;
  const value = ATTRIBUTES[attribute]?.(webhook, logs) ?? null;
  if (!isList(value)) return condition(value, values);
  // A list contains what is one of its entries, not what is a part of one.
  if (method === 'contains') return value.some((entry) => values.includes(entry));
  return method === 'notEqual'
    ? value.every((entry) => condition(entry, values))
    : value.some((entry) => condition(entry, values));
}

function isList(value: Value | readonly Value[]): value is readonly Value[] {
  return Array.isArray(value);
}

function same(value: Value, operand: Value): boolean {
  return value === operand || (typeof value !== 'string' && String(value) === String(operand));
}

function compare(a: Value, b: Value | undefined): number {
  if (typeof a === 'number') return a - Number(b);
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function sort(webhooks: readonly ShownWebhook[], queries: readonly Query[], logs: Logs): readonly ShownWebhook[] {
  const orders = queries.filter(({ method }) => method.startsWith('order'));
  if (orders.length === 0) return webhooks;
  return [...webhooks].sort((a, b) => {
    for (const { method, attribute } of orders) {
      const read = ATTRIBUTES[attribute === '' ? '$createdAt' : attribute];
      const difference = read ? compare(scalar(read(a, logs)), scalar(read(b, logs))) : 0;
      if (difference !== 0) return method === 'orderDesc' ? -difference : difference;
    }
    return 0;
  });
}

function scalar(value: Value | readonly Value[]): Value {
  return isList(value) ? value.join() : value;
}

interface Paging {
  readonly limit: number;
  readonly offset: number;
  readonly after: Value | undefined;
  readonly before: Value | undefined;
}

function pageOf(queries: readonly Query[]): Paging {
  const last = (method: string): Value | undefined => queries.findLast((query) => query.method === method)?.values[0];
  return {
    limit: countOf(last('limit'), DEFAULT_LIMIT),
    offset: countOf(last('offset'), 0),
    after: last('cursorAfter'),
    before: last('cursorBefore'),
  };
}

function countOf(value: Value | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 5_000) {
    throw invalid('limit and offset are whole numbers from 0 to 5000.');
  }
  return value;
}

/** The positions of the page, the second exclusive. */
function rangeOf(
  webhooks: readonly ShownWebhook[],
  { limit, offset, after, before }: Paging,
): readonly [number, number] {
  const cursor = after ?? before;
  if (cursor === undefined) return [offset, offset + limit];
  const at = webhooks.findIndex(({ row }) => externalIdOf(row) === cursor);
  if (at < 0)
    throw new MalformedRequestError('unknown_list_cursor', 'The webhook that the cursor names was not found.');
  if (after === undefined) return [Math.max(0, at - limit), at];
  const from = at + 1 + offset;
  return [from, from + limit];
}

function invalid(message: string): MalformedRequestError {
  return new MalformedRequestError('invalid_list_query', `Invalid query: ${message}`);
}
