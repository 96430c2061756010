import { randomBytes } from 'node:crypto';

/** Everything in a project that has an id of its own. */
export interface Ids {
  readonly project: string;
  readonly key: string;
  readonly user: string;
  readonly file: string;
  readonly payment: string;
  readonly webhook: string;
  /** The webhook as a bare UUID, the way document 002 writes it. */
  readonly bareWebhook: string;
  /** The client's own id of a webhook in document 003. */
  readonly externalWebhook: string;
  readonly fluxbaseWebhook: string;
  readonly event: string;
  readonly delivery: string;
  readonly recovery: string;
}

export type IdKind = keyof Ids;

/** A UUIDv7 in hex that nobody has. */
function unknownHex(version = '7'): string {
  const random = randomBytes(16).toString('hex');
  return `${Date.now().toString(16).padStart(12, '0')}${version}${random.slice(0, 3)}8${random.slice(3, 18)}`;
}

/** The UUID with hyphens in a prefixed id. */
export function bareUuid(id: string): string {
  const hex = id.slice(id.indexOf('_') + 1);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Well-formed ids of nothing at all. */
export function unknownIds(): Ids {
  const webhook = `hook_${unknownHex()}`;
  return {
    project: `proj_${unknownHex()}`,
    key: `key_${unknownHex()}`,
    user: `user_${unknownHex()}`,
    file: `file_${unknownHex()}`,
    payment: `pay_${unknownHex()}`,
    webhook,
    bareWebhook: bareUuid(webhook),
    externalWebhook: `external-${randomBytes(6).toString('hex')}`,
    fluxbaseWebhook: bareUuid(`hook_${unknownHex()}`),
    event: `evt_${unknownHex()}`,
    delivery: `del_${unknownHex('8')}`,
    recovery: `rec_${unknownHex()}`,
  };
}
