import type { ExitCode } from './cli.errors.js';
import type { Terminal } from './terminal.js';

/** An option of a command: `--name`, or `--name <value>` when it has one. */
export interface CommandOption {
  /** What stands for the value in the help, `url`; absent: the option is a switch. */
  readonly value?: string;
  readonly help: string;
}

/** A command line and what it is good for. */
export type Example = readonly [commandLine: string, purpose: string];

/** What a command reads when it is told to read standard input. */
export interface Input extends AsyncIterable<Uint8Array | string> {
  readonly isTTY?: boolean;
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
  readonly input: Input;
  /**
   * Calls back on Ctrl-C and on SIGTERM, until the returned function is called. While nobody listens the program ends
   * as any other does.
   */
  onInterrupt(listener: () => void): () => void;
}

/** One command of the program. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Under which heading the list of commands shows it. */
  readonly group: 'database' | 'deliveries' | 'development';
  /** What its arguments look like, after `posthorn <name>`. */
  readonly synopsis?: string;
  /** Some lines for its own help. */
  readonly description: string;
  readonly examples: readonly Example[];
  readonly options: Readonly<Record<string, CommandOption>>;
  /** It works whether somebody reads what it prints or not. Every other command ends when its reader does. */
  readonly worksUnread?: boolean;
  /** @throws CliError, DatabaseError: printed with its code by the program */
  run(invocation: Invocation): Promise<ExitCode>;
}

/** The text of an option that takes one. */
export function textOption({ values }: Pick<Invocation, 'values'>, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** The entries of an option that takes a list with commas; undefined when it was not given. */
export function listOption(invocation: Pick<Invocation, 'values'>, name: string): string[] | undefined {
  return textOption(invocation, name)
    ?.split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/**
 * How long after the first interruption another one counts as a second: npx passes on what the terminal has sent already.
 */
const REPEATED_MS = 500;

/**
 * Runs work that ends early, without an error, when the user interrupts it. Whoever interrupts a second time does not want
 * to wait for what is under way: the program ends there and then, as any other does.
 */
export async function untilInterrupted<T>(
  { onInterrupt }: Pick<Invocation, 'onInterrupt'>,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let patience: NodeJS.Timeout | undefined;
  const forget = onInterrupt(() => {
    controller.abort();
    patience ??= setTimeout(forget, REPEATED_MS).unref();
  });
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(patience);
    forget();
  }
}
