import { randomBytes } from 'node:crypto';
import { formatId, InvalidInputError, type ShownWebhook, type WebhookRow } from '@posthorn/webhooks';
import { oneOf, present, type JsonBody } from '../management/json-body.js';

const CUSTOM_ID = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,35}$/;
const ID_BYTES = 10;

/**
 * The client's own id: `unique()` and none at all become 20 hex characters, as the clients make them.
 * @throws InvalidInputError
 */
export function webhookIdOf(body: JsonBody): string {
  const given = body['webhookId'] ?? 'unique()';
  if (given === 'unique()') return randomBytes(ID_BYTES).toString('hex');
  if (typeof given === 'string' && CUSTOM_ID.test(given)) return given;
  const expected = 'at most 36 characters a-z A-Z 0-9 . - _, the first one a letter or digit, or unique()';
  throw InvalidInputError.of('webhookId', 'invalid', `webhookId has to be ${expected}.`, expected);
}

/** @throws InvalidInputError for a webhook without a name, which its clients and its server refuse */
export function requireName({ name }: JsonBody): void {
  if (name !== undefined && name !== null && name !== '') return;
  throw InvalidInputError.of('name', 'required', 'name is required.', 'text of 1 to 128 characters');
}

/** The document's fields, in both generations of names, in the words of the native API. */
export function fromAppwrite(body: JsonBody, stored?: WebhookRow): JsonBody {
  return present({
    name: body['name'],
    url: body['url'],
    events: body['events'],
    secret: oneOf(body, 'secret', 'signatureKey'),
    active: oneOf(body, 'enabled', 'active', 'is_active'),
    // The document's word for signing; `tls` is the certificate check and nothing else.
    signing: body['security'],
    tls_verify: body['tls'],
    basic_auth: basicAuth(body, stored),
    headers: body['headers'],
    dialect: oneOf(body, 'format', 'dialect'),
  });
}

/** Both empty: none. One alone joins the other that is stored. */
function basicAuth(body: JsonBody, stored?: WebhookRow): JsonBody | null | undefined {
  const username = oneOf(body, 'authUsername', 'httpUser');
  const password = oneOf(body, 'authPassword', 'httpPass');
  if (username === undefined && password === undefined) return undefined;
  const name = username ?? stored?.basic_auth_username ?? '';
  if (name === '') return null;
  return present({ username: name, password: password === '' && username === undefined ? undefined : password });
}

/** Which generation of names an answer uses, by `X-Appwrite-Response-Format`; both when the client does not say. */
export interface AppwriteFormat {
  readonly oldNames: boolean;
  readonly newNames: boolean;
  /** `enabled`, `logs` and `attempts` exist since 1.5.0. */
  readonly state: boolean;
}

export function formatOf(header: unknown): AppwriteFormat {
  if (typeof header !== 'string' || !/^\d+(\.\d+){1,2}/.test(header))
    return { oldNames: true, newNames: true, state: true };
  const oldNames = isBefore(header, [1, 9, 1]);
  return { oldNames, newNames: !oldNames, state: !isBefore(header, [1, 5, 0]) };
}

function isBefore(version: string, than: readonly number[]): boolean {
  const parts = version.split('.').map((part) => Number.parseInt(part, 10));
  const at = than.findIndex((part, index) => (parts[index] ?? 0) !== part);
  return at >= 0 && (parts[at] ?? 0) < (than[at] ?? 0);
}

/** Passwords are never shown, the secret only right after it was made; both are empty texts otherwise. */
export function toAppwrite({ row, secret, warnings }: ShownWebhook, format: AppwriteFormat, logs = ''): JsonBody {
  const username = row.basic_auth_username ?? '';
  return {
    $id: externalIdOf(row),
    $createdAt: appwriteTime(row.created_at),
    $updatedAt: appwriteTime(row.updated_at),
    name: row.name,
    url: row.url,
    events: row.events.filter((entry) => typeof entry === 'string'),
    ...(format.oldNames ? { security: row.signing, httpUser: username, httpPass: '', signatureKey: secret ?? '' } : {}),
    ...(format.newNames ? { tls: row.tls_verify, authUsername: username, authPassword: '', secret: secret ?? '' } : {}),
    ...(format.state ? { enabled: isEnabled(row), logs, attempts: row.consecutive_failures } : {}),
    ...(row.header_names.length > 0
      ? { headers: Object.fromEntries(row.header_names.map((name) => [name, '[set]'])) }
      : {}),
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}

export function externalIdOf(row: WebhookRow): string {
  return row.external_id ?? formatId('hook', row.id);
}

export function isEnabled(row: WebhookRow): boolean {
  return !row.paused && row.disabled_reason === null;
}

/** `2025-01-15T10:30:00.000+00:00` */
export function appwriteTime(time: Date): string {
  return time.toISOString().replace('Z', '+00:00');
}
