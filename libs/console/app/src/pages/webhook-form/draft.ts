import type { CreateWebhook, UpdateWebhook, Webhook } from '../../api/types.js';
import { parseSchedule, retryOf, scheduleText } from '../../lib/retry.js';

export type Selector = CreateWebhook['events'][number];
/** What the API shows in place of a header's value, and takes to keep it. */
export const KEPT = '[set]';

export interface HeaderDraft {
  readonly name: string;
  readonly value: string;
}

/** The form as it is being filled in: texts where a person types, even numbers. */
export interface Draft {
  readonly projectId: string;
  readonly url: string;
  readonly name: string;
  readonly description: string;
  readonly active: boolean;
  readonly dialect: string;
  readonly events: readonly Selector[];
  readonly collections: readonly string[];
  readonly tables: readonly string[];
  readonly filter: string;
  readonly secret: string;
  readonly secretMode: 'generate' | 'own';
  readonly signing: boolean;
  readonly headers: readonly HeaderDraft[];
  readonly basicUser: string;
  readonly basicPassword: string;
  readonly retryMode: 'dialect' | 'schedule' | 'exponential';
  readonly schedule: string;
  readonly maxRetries: number;
  readonly backoff: number;
  readonly jitter: number;
  readonly timeout: number | '';
  readonly rate: number | '';
  readonly maxInFlight: number | '';
  readonly orderingKey: string;
}

export type SetDraft = (change: Partial<Draft>) => void;

export function blankDraft(projectId: string): Draft {
  return {
    projectId,
    url: '',
    name: '',
    description: '',
    active: true,
    dialect: 'standard',
    events: [],
    collections: [],
    tables: [],
    filter: '',
    secret: '',
    secretMode: 'generate',
    signing: true,
    headers: [],
    basicUser: '',
    basicPassword: '',
    retryMode: 'dialect',
    schedule: '0, 30s, 5m, 30m, 2h',
    maxRetries: 3,
    backoff: 5,
    jitter: 0,
    timeout: '',
    rate: '',
    maxInFlight: '',
    orderingKey: '',
  };
}

export function draftOf(webhook: Webhook): Draft {
  const blank = blankDraft(webhook.project_id ?? '');
  const retry = retryOf(webhook);
  return {
    ...blank,
    url: webhook.url,
    name: webhook.name ?? '',
    description: webhook.description ?? '',
    active: webhook.active,
    dialect: webhook.dialect ?? blank.dialect,
    events: webhook.events as Selector[],
    collections: webhook.collections ?? [],
    tables: webhook.tables ?? [],
    filter: webhook.filter ? JSON.stringify(webhook.filter, null, 2) : '',
    signing: webhook.signing ?? true,
    headers: Object.entries(webhook.headers ?? {}).map(([name, value]) => ({ name, value })),
    basicUser: webhook.basic_auth?.username ?? '',
    retryMode: retry === null ? 'dialect' : retry.schedule ? 'schedule' : 'exponential',
    schedule: retry?.schedule ? scheduleText(retry.schedule) : blank.schedule,
    maxRetries: retry?.max_retries ?? blank.maxRetries,
    backoff: retry?.backoff_seconds ?? blank.backoff,
    jitter: retry?.jitter ?? 0,
    timeout: webhook.timeout_seconds ?? '',
    rate: webhook.rate_limit?.per_second ?? '',
    maxInFlight: webhook.max_in_flight ?? '',
    orderingKey: webhook.ordering_key ?? '',
  };
}

/** The filter as an object; null: none. @throws SyntaxError when it is no JSON object */
export function filterOf({ filter }: Pick<Draft, 'filter'>): Record<string, unknown> | null {
  if (filter.trim() === '') return null;
  const parsed: unknown = JSON.parse(filter);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new SyntaxError('A filter is a JSON object.');
  }
  return parsed as Record<string, unknown>;
}

/** What is wrong before the server is asked, by field. */
export function faultsOf(draft: Draft): Readonly<Partial<Record<'filter' | 'retry', string>>> {
  const faults: { filter?: string; retry?: string } = {};
  try {
    filterOf(draft);
  } catch (error) {
    faults.filter = error instanceof Error ? error.message : 'This is not JSON.';
  }
  if (draft.retryMode === 'schedule' && parseSchedule(draft.schedule) === null) {
    faults.retry = 'Write waits such as 0, 30s, 5m, 2h: one for each attempt.';
  }
  return faults;
}

/** What both requests say. null clears, which the document of a change allows everywhere. */
function settingsOf(draft: Draft) {
  const { retryMode, maxRetries, backoff, jitter } = draft;
  const spread = jitter > 0 ? { jitter } : {};
  return {
    url: draft.url.trim(),
    name: draft.name.trim(),
    description: draft.description.trim(),
    active: draft.active,
    dialect: draft.dialect,
    events: [...draft.events],
    collections: [...draft.collections],
    tables: [...draft.tables],
    filter: filterOf(draft),
    signing: draft.signing,
    retry:
      retryMode === 'dialect'
        ? null
        : retryMode === 'schedule'
          ? { schedule: parseSchedule(draft.schedule) ?? [], ...spread }
          : { max_retries: maxRetries, backoff_seconds: backoff, ...spread },
    timeout_seconds: draft.timeout === '' ? null : draft.timeout,
    rate_limit: draft.rate === '' ? null : { per_second: draft.rate },
    max_in_flight: draft.maxInFlight === '' ? null : draft.maxInFlight,
    ordering_key: draft.orderingKey.trim() || null,
  };
}

/** What is empty is left out: the server has its defaults. */
export function toCreate(draft: Draft): CreateWebhook {
  const settings = Object.entries(settingsOf(draft)).filter(([, value]) => value !== null && value !== '');
  const headers = Object.fromEntries(draft.headers.map(({ name, value }) => [name.trim(), value]));
  return {
    ...(Object.fromEntries(settings) as unknown as CreateWebhook),
    ...(draft.projectId === '' ? {} : { project_id: draft.projectId }),
    ...(draft.secretMode === 'own' ? { secret: draft.secret } : {}),
    ...(draft.headers.length > 0 ? { headers } : {}),
    ...(draft.basicUser === '' ? {} : { basic_auth: { username: draft.basicUser, password: draft.basicPassword } }),
  };
}

/**
 * What was changed in the form, and nothing else: somebody else may have changed the rest meanwhile. Headers that were
 * there and are not any more are removed; no password keeps the password.
 * @param before the webhook as the form began with it
 */
export function toUpdate(draft: Draft, before: Webhook): UpdateWebhook {
  const initial = draftOf(before);
  const settings: Record<string, unknown> = changesOf(settingsOf(initial), settingsOf(draft));
  const headers = changesOf(headersOf(initial), headersOf(draft));
  if (Object.keys(headers).length > 0) settings['headers'] = headers;
  if (draft.basicUser !== initial.basicUser || draft.basicPassword !== '') {
    const password = draft.basicPassword === '' ? {} : { password: draft.basicPassword };
    settings['basic_auth'] = draft.basicUser === '' ? null : { username: draft.basicUser, ...password };
  }
  return settings;
}

/** The settings of a change that somebody else has given other values since the form began, in the words of the API. */
export function overtaken(change: UpdateWebhook, before: Webhook, now: Webhook): string[] {
  const elsewhere = changesOf(settingsOf(draftOf(before)), settingsOf(draftOf(now)));
  return Object.keys(change).filter((name) => name in elsewhere);
}

function headersOf({ headers }: Draft): Record<string, string> {
  return Object.fromEntries(headers.map(({ name, value }) => [name.trim(), value]));
}

/** The entries of `after` that `before` has not so; null for those that are gone. */
function changesOf(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>) {
  const changes: Record<string, unknown> = {};
  for (const name of Object.keys(before)) if (!(name in after)) changes[name] = null;
  for (const [name, value] of Object.entries(after)) {
    if (JSON.stringify(before[name]) !== JSON.stringify(value)) changes[name] = value;
  }
  return changes;
}
