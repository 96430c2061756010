import { isCertificateAuthority } from '@posthorn/egress';
import type { Dialect } from '../dialect/dialect.js';
import type { DialectRegistry } from '../dialect/dialect-registry.js';
import { sealedIdentity, type SecretBox } from '../secrets/secret-box.js';
import type { FieldProblem } from '../webhooks.errors.js';
import { mergeHeaders } from './header-rules.js';
import type { WebhookSettings } from './webhook.input.js';
import type { NewWebhookRow, WebhookSettingsRow } from './webhook.row.js';

/** What a webhook is when nothing is said. */
export function blankWebhook(id: string, projectId: string, externalId: string | null, dialect: string): NewWebhookRow {
  return {
    id,
    project_id: projectId,
    external_id: externalId,
    name: '',
    description: '',
    url: '',
    events: [],
    collections: [],
    tables: [],
    filter: null,
    dialect,
    signing: true,
    tls_verify: true,
    tls_ca: null,
    sealed_headers: null,
    header_names: [],
    basic_auth_username: null,
    sealed_basic_auth_password: null,
    retry: null,
    timeout_seconds: null,
    rate_per_second: null,
    max_in_flight: DEFAULT_MAX_IN_FLIGHT,
    ordering_key: null,
    disable_after: null,
    metadata: {},
    paused: false,
    disabled_reason: null,
  };
}

const DEFAULT_MAX_IN_FLIGHT = 8;

export interface DraftRules {
  readonly dialects: DialectRegistry;
  readonly defaultDialect: string;
  readonly box: SecretBox;
  /** Whether a webhook may turn certificate checks off. */
  readonly allowUnverifiedTls: boolean;
}

export interface Draft {
  readonly row: NewWebhookRow;
  readonly problems: readonly FieldProblem[];
}

/**
 * The stored webhook with a change merged in (RULES 28): absent keeps, null clears to the default, arrays replace.
 * Collects what is wrong; whether destination and subscription are allowed is judged elsewhere.
 */
export function draftWebhook(current: NewWebhookRow, change: WebhookSettings, rules: DraftRules): Draft {
  const problems: FieldProblem[] = [];
  const dialect = dialectOf(current, change, rules, problems);
  if (change.url === null || change.events === null) {
    const field = change.url === null ? 'url' : 'events';
    problems.push({ field, code: 'required', message: `${field} cannot be cleared.` });
  }
  if (change.tlsVerify === false && !rules.allowUnverifiedTls) {
    const message = 'The operator of this installation does not allow webhooks to skip certificate checks.';
    problems.push({ field: 'tls_verify', code: 'not_allowed', message, expected: 'true' });
  }
  const row: NewWebhookRow = {
    ...current,
    name: pick(change.name, current.name, ''),
    description: pick(change.description, current.description, ''),
    url: change.url ?? current.url,
    events: change.events ?? current.events,
    collections: pick(change.collections, current.collections, []),
    tables: pick(change.tables, current.tables, []),
    filter: pick(change.filter, current.filter, null),
    dialect: dialect?.name ?? current.dialect,
    signing: pick(change.signing, current.signing, true),
    tls_verify: pick(change.tlsVerify, current.tls_verify, true),
    tls_ca: certificates(current, change, problems),
    retry: pick(change.retry, current.retry, null),
    timeout_seconds: pick(change.timeoutSeconds, current.timeout_seconds, null),
    rate_per_second: pick(
      change.rateLimit === null ? null : change.rateLimit?.perSecond,
      current.rate_per_second,
      null,
    ),
    max_in_flight: pick(change.maxInFlight, current.max_in_flight, DEFAULT_MAX_IN_FLIGHT),
    ordering_key: pick(change.orderingKey, current.ordering_key, null),
    disable_after: pick(change.disableAfter, current.disable_after, null),
    metadata: pick(change.metadata, current.metadata, {}),
    ...activity(current, change),
    ...headers(current, change, dialect, rules.box, problems),
    ...basicAuth(current, change, rules.box, problems),
  };
  return { row, problems };
}

/** Absent keeps, null clears. */
function pick<T>(given: T | null | undefined, kept: T, cleared: T): T {
  if (given === undefined) return kept;
  return given ?? cleared;
}

function dialectOf(
  current: NewWebhookRow,
  change: WebhookSettings,
  { dialects, defaultDialect }: DraftRules,
  problems: FieldProblem[],
): Dialect | undefined {
  const name = pick(change.dialect, current.dialect, defaultDialect);
  const dialect = dialects.get(name);
  if (!dialect) {
    const expected = `one of ${dialects.names().join(', ')}`;
    problems.push({ field: 'dialect', code: 'unknown_dialect', message: `There is no dialect "${name}".`, expected });
  }
  return dialect;
}

/** `active` moves a webhook only when it says something else than what is: a round trip of an answer changes nothing. */
function activity(
  current: NewWebhookRow,
  change: WebhookSettings,
): Pick<WebhookSettingsRow, 'paused' | 'disabled_reason'> {
  const isActive = !current.paused && current.disabled_reason === null;
  const wanted = pick(change.active, isActive, true);
  if (wanted === isActive) return { paused: current.paused, disabled_reason: current.disabled_reason };
  return { paused: !wanted, disabled_reason: null };
}

function certificates(current: NewWebhookRow, change: WebhookSettings, problems: FieldProblem[]): string | null {
  if (change.tls === undefined) return current.tls_ca;
  const given = change.tls === null ? null : pick(change.tls.ca, current.tls_ca, null);
  if (given !== null && given !== current.tls_ca && !isCertificateAuthority(given)) {
    const message = 'tls.ca holds something that is not a certificate in PEM.';
    problems.push({ field: 'tls.ca', code: 'invalid', message, expected: 'one or more certificates in PEM' });
  }
  return given;
}

function headers(
  current: NewWebhookRow,
  change: WebhookSettings,
  dialect: Dialect | undefined,
  box: SecretBox,
  problems: FieldProblem[],
): Pick<WebhookSettingsRow, 'sealed_headers' | 'header_names'> {
  const kept = { sealed_headers: current.sealed_headers, header_names: current.header_names };
  if (change.headers === undefined && dialect?.name === current.dialect) return kept;
  const identity = sealedIdentity.headers(current.project_id, current.id);
  const stored = current.sealed_headers
    ? (JSON.parse(box.open(current.sealed_headers, identity)) as Record<string, string>)
    : {};
  const merged = mergeHeaders(stored, change.headers, dialect?.reservedHeaders ?? []);
  problems.push(...merged.problems);
  const names = Object.keys(merged.headers);
  if (names.length === 0) return { sealed_headers: null, header_names: [] };
  return { sealed_headers: box.seal(JSON.stringify(merged.headers), identity), header_names: names };
}

function basicAuth(
  current: NewWebhookRow,
  change: WebhookSettings,
  box: SecretBox,
  problems: FieldProblem[],
): Pick<WebhookSettingsRow, 'basic_auth_username' | 'sealed_basic_auth_password'> {
  if (change.basicAuth === null) return { basic_auth_username: null, sealed_basic_auth_password: null };
  if (change.basicAuth === undefined) {
    return {
      basic_auth_username: current.basic_auth_username,
      sealed_basic_auth_password: current.sealed_basic_auth_password,
    };
  }
  const { username, password } = change.basicAuth;
  if (username.includes(':')) {
    const message = 'A receiver would take what follows the colon for a part of the password (RFC 7617, section 2).';
    problems.push({ field: 'basic_auth.username', code: 'invalid', message, expected: 'a name without a colon' });
  }
  const given = password ?? (current.sealed_basic_auth_password === null ? '' : undefined);
  return {
    basic_auth_username: username,
    sealed_basic_auth_password:
      given === undefined
        ? current.sealed_basic_auth_password
        : box.seal(given, sealedIdentity.basicAuth(current.project_id, current.id)),
  };
}
