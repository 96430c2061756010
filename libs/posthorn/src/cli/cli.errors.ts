/** What the exit code of the program says. */
export const EXIT = {
  /** Done, or everything is in order. */
  ok: 0,
  /** Not in order (something is pending, a check failed), or it could not be done. */
  failed: 1,
  /** The command line or the configuration is wrong: nothing was tried. */
  usage: 2,
  /** The database or the API cannot be reached: trying again later may work. */
  unavailable: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Stable reasons of a CliError; `--json` shows them. What the API answers keeps the API's code. */
export type CliErrorCode =
  | 'unknown_command'
  | 'invalid_arguments'
  /** No command line option or variable names a database. */
  | 'database_missing'
  | 'invalid_database_url'
  /** `posthorn` in package.json cannot be used. */
  | 'invalid_configuration'
  /** The file that shall export a TypeORM DataSource does not. */
  | 'data_source_unusable'
  /** `POSTHORN_ENCRYPTION_KEYS` is missing or holds something that is no key. */
  | 'encryption_keys_unusable'
  /** A file that the command line names cannot be read. */
  | 'file_unreadable'
  /** What was given as JSON or as a request is none. */
  | 'invalid_input'
  | 'invalid_api_url'
  /** Neither POSTHORN_TOKEN nor --token-file. */
  | 'token_missing'
  | 'api_unreachable'
  /** Something answers, and it is not Posthorn's API. */
  | 'not_the_api'
  /** The module that shall name the event types does not. */
  | 'catalog_unusable'
  /** The snapshot of the catalog is missing or damaged. */
  | 'snapshot_unusable'
  /** The port of `posthorn start` is taken. */
  | 'port_unusable';

/** The program cannot go on, and its user can do something about it. */
export class CliError extends Error {
  override readonly name = 'CliError';

  constructor(
    readonly code: CliErrorCode,
    message: string,
    readonly exitCode: ExitCode = EXIT.usage,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The API refused: its own code and words, one line for each wrong field. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  readonly exitCode = EXIT.failed;

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
