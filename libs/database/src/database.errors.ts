import { types } from 'node:util';

/** Stable reasons of a DatabaseError. */
export type DatabaseErrorCode =
  /** What was passed is no open transaction; nothing was stored. */
  | 'not_in_transaction'
  /** The database cannot be reached, takes no writes or is full, or the connection broke. Trying again later may work. */
  | 'unavailable'
  /** COMMIT was answered by a rollback, because a statement had failed before. */
  | 'rolled_back'
  /** A statement was sent through a transaction that has ended. */
  | 'transaction_over'
  /** The client that was passed is not one that the adapter can use. */
  | 'unsupported_client'
  /** A setting of the database or the role makes what is read or written wrong. */
  | 'unsuitable_settings'
  | 'invalid_identifier'
  | 'invalid_migrations'
  /** A migration that has been applied reads differently now. */
  | 'migration_changed'
  | 'migration_failed'
  | 'irreversible_migration'
  | 'missing_statement';

/** A failure of the database port. `code` is stable, `cause` is what the client threw. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';

  constructor(
    readonly code: DatabaseErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT', // a Unix socket whose server is gone
]);

/**
 * Tells whether a failure means that the database is away, as opposed to a statement or a caller that is wrong.
 * For errors of the port, and of a client on which it knows the codes.
 */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof DatabaseError) return error.code === 'unavailable';
  const code = types.isNativeError(error) ? (error as { code?: unknown }).code : undefined;
  if (typeof code !== 'string') return false;
  return NETWORK.has(code) || LATER.test(code);
}

/**
 * 08 connection, 57P0x shutting down or starting up, 53 no disk, memory or connection left, 25006 a standby that nobody has
 * promoted yet, 25P03 a transaction that was open for too long and whose connection was ended for it.
 */
const LATER = /^(08...|57P0[1-5]|53...|25006|25P03)$/;

const SAID: readonly (readonly [RegExp, string])[] = [
  [
    /^25006$/,
    'The database takes no writes: it is a standby that is not promoted yet, or default_transaction_read_only is on.',
  ],
  [/^53100$/, 'The database has no space left on its disk.'],
  [/^53200$/, 'The database has no memory left.'],
];

const unavailable = (cause: unknown): DatabaseError => {
  const { code } = cause as { code?: unknown };
  const said = SAID.find(([pattern]) => typeof code === 'string' && pattern.test(code))?.[1];
  const message = said ?? 'The database cannot be reached. Check that it runs and that its URL is right.';
  return new DatabaseError('unavailable', message, { cause });
};

/**
 * Runs one call of the pg client, turning what means "the database is away" into DatabaseError `unavailable`.
 *
 * What PostgreSQL itself reports always has an SQLSTATE; what pg raises on its own about a broken or closed
 * connection ("Connection terminated unexpectedly") is a plain Error without any code, and is recognised by that.
 * So this belongs around the client's calls only, never around a caller's work.
 */
export async function clientCall<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    const withoutCode = types.isNativeError(cause) && cause.name === 'Error' && !('code' in cause);
    if (cause instanceof DatabaseError || !(withoutCode || isUnavailable(cause))) throw cause;
    throw unavailable(cause);
  }
}
