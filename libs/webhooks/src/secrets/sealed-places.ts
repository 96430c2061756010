import { sealedIdentity } from './secret-box.js';

/** A sealed value in its place. */
export interface SealedRow {
  readonly id: string;
  readonly project_id: string;
  readonly webhook_id: string;
  readonly sealed: Uint8Array;
}

/** A column whose values are sealed, and to what each is bound. */
export interface SealedPlace {
  readonly table: string;
  readonly column: string;
  /** The column that names the webhook. */
  readonly webhook: string;
  readonly identity: (row: SealedRow) => string;
}

/**
 * Every sealed column of the schema. A test compares them with the columns of type bytea that there are, so that a new
 * one cannot be forgotten when keys are replaced.
 */
export const SEALED_PLACES: readonly SealedPlace[] = [
  {
    table: 'webhook_secrets',
    column: 'sealed',
    webhook: 'webhook_id',
    identity: (row) => sealedIdentity.secret(row.project_id, row.webhook_id, row.id),
  },
  {
    table: 'webhooks',
    column: 'sealed_headers',
    webhook: 'id',
    identity: (row) => sealedIdentity.headers(row.project_id, row.webhook_id),
  },
  {
    table: 'webhooks',
    column: 'sealed_basic_auth_password',
    webhook: 'id',
    identity: (row) => sealedIdentity.basicAuth(row.project_id, row.webhook_id),
  },
];
