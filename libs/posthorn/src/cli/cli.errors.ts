/** What the exit code of the program says. */
export const EXIT = {
  /** Done, or everything is in order. */
  ok: 0,
  /** Not in order (something is pending, a check failed), or it could not be done. */
  failed: 1,
  /** The command line is wrong: nothing was tried. */
  usage: 2,
  /** The database cannot be reached: trying again later may work. */
  unavailable: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Stable reasons of a CliError; `--json` shows them. */
export type CliErrorCode =
  | 'unknown_command'
  | 'invalid_arguments'
  /** No command line option or variable names a database. */
  | 'database_missing'
  | 'invalid_database_url'
  /** `posthorn` in package.json cannot be used. */
  | 'invalid_configuration'
  /** The file that shall export a TypeORM DataSource does not. */
  | 'data_source_unusable';

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
