import type { ExitCode } from './cli.errors.js';
import type { Terminal } from './terminal.js';

/** An option of a command: `--name`, or `--name <value>` when it has one. */
export interface CommandOption {
  /** What stands for the value in the help, `url`; absent: the option is a switch. */
  readonly value?: string;
  readonly help: string;
}

/** What a command is run with. */
export interface Invocation {
  /** The options that were given, by name; a switch is `true`. */
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  /** Arguments that are no options, without the command's own name. */
  readonly positionals: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where the program was started. */
  readonly folder: string;
  readonly terminal: Terminal;
}

/** One command of the program. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What its arguments look like, after `posthorn <name>`. */
  readonly synopsis?: string;
  /** Some lines for its own help. */
  readonly description: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  /** @throws CliError, DatabaseError: printed with its code by the program */
  run(invocation: Invocation): Promise<ExitCode>;
}

/** The text of an option that takes one. */
export function textOption({ values }: Invocation, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}
