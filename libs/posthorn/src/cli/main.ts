import { parseArgs } from 'node:util';
import { DatabaseError, isUnavailable } from '@posthorn/database';
import { ApiRefusal, CliError, EXIT, type ExitCode } from './cli.errors.js';
import type { Command, Input, Invocation } from './command.js';
import { commands } from './commands/index.js';
import { commandHelp, COMMON_OPTIONS, overview } from './help.js';
import { harmless, Terminal, type Output } from './terminal.js';
import { version } from './version.js';

/** What the program finds around itself; tests bring their own. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly onInterrupt: Invocation['onInterrupt'];
}

function ofProcess([name]: readonly string[]): Surroundings {
  const { worksUnread = false } = commands.find((command) => command.name === name) ?? {};
  for (const output of [process.stdout, process.stderr]) {
    output.on('error', (error: NodeJS.ErrnoException) => {
      // A line of the log is no reason to stop delivering.
      if (worksUnread) return;
      // `posthorn tail | head`: whoever reads has seen enough, which is no failure.
      process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed);
    });
  }
  return {
    environment: process.env,
    folder: process.cwd(),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    onInterrupt: (listener) => {
      process.on('SIGINT', listener).on('SIGTERM', listener);
      return () => process.off('SIGINT', listener).off('SIGTERM', listener);
    },
  };
}

/**
 * Runs the program and says how it ended; it never ends the process itself, so that output is written out.
 * @param args the arguments after the name of the program
 */
export async function main(args: readonly string[], surroundings: Surroundings = ofProcess(args)): Promise<ExitCode> {
  const { stdout, stderr, environment } = surroundings;
  const colours = !environment['NO_COLOR'] && environment['TERM'] !== 'dumb' && !args.includes('--no-color');
  const terminal = new Terminal(stdout, stderr, { json: args.includes('--json'), colours });
  try {
    return await run(args, surroundings, terminal);
  } catch (error) {
    const { code, message, exitCode } = describe(error);
    terminal.failure(code, message);
    return exitCode;
  }
}

async function run(args: readonly string[], around: Surroundings, terminal: Terminal): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || (name === 'help' && rest.length === 0)) {
    terminal.say(overview(commands, await version(), terminal));
    return name === undefined ? EXIT.usage : EXIT.ok;
  }
  if (name === '--version' || name === '-v') {
    terminal.say(await version());
    return EXIT.ok;
  }
  // `posthorn help recover` is what many type first.
  if (name === 'help') return run([...rest, '--help'], around, terminal);
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) throw await unknownCommand(name);
  const { values, positionals } = parse(command, rest);
  if (values['help'] === true) {
    terminal.say(commandHelp(command, terminal));
    return EXIT.ok;
  }
  const { environment, folder, stdin: input, onInterrupt } = around;
  return command.run({ values, positionals, environment, folder, terminal, input, onInterrupt });
}

async function unknownCommand(name: string): Promise<CliError> {
  if (name.startsWith('-')) {
    return new CliError('unknown_command', `The command comes first: posthorn <command> ${harmless(name)}`);
  }
  // What few need is loaded when they need it, here and in the commands: it takes longer than most of them.
  const { nearestNames } = await import('@posthorn/event-catalog');
  const names = commands.map((candidate) => candidate.name);
  const [nearest] = nearestNames(name, names, 1);
  const meant = nearest?.startsWith(name.slice(0, 2)) !== true ? '' : ` Did you mean "${nearest}"?`;
  return new CliError(
    'unknown_command',
    `There is no command "${harmless(name)}".${meant} There are: ${names.join(', ')}.`,
  );
}

function parse(command: Command, args: readonly string[]) {
  const options = Object.entries({ ...command.options, ...COMMON_OPTIONS }).map(([name, option]) => [
    name,
    { type: option.value === undefined ? 'boolean' : 'string', ...(name === 'help' ? { short: 'h' } : {}) },
  ]);
  try {
    return parseArgs({
      args: [...args],
      options: Object.fromEntries(options) as Record<string, { type: 'string' | 'boolean' }>,
      allowPositionals: command.synopsis !== undefined,
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliError('invalid_arguments', `${reason}\nSee: posthorn ${command.name} --help`, EXIT.usage, { cause });
  }
}

function describe(error: unknown): { code: string; message: string; exitCode: ExitCode } {
  if (error instanceof CliError || error instanceof ApiRefusal) return error;
  const exitCode = isUnavailable(error) ? EXIT.unavailable : EXIT.failed;
  if (error instanceof DatabaseError) return { code: error.code, message: withCause(error), exitCode };
  const { code } = error as { code?: unknown };
  const message = error instanceof Error ? error.message : String(error);
  return { code: typeof code === 'string' ? code : 'unexpected', message, exitCode };
}

/** "The database cannot be reached" alone does not tell a wrong port from a server that is down. */
function withCause(error: DatabaseError): string {
  const { cause } = error;
  if (error.code !== 'unavailable' || !(cause instanceof Error)) return error.message;
  // A name with several addresses fails with one error for each.
  const inner = cause instanceof AggregateError ? cause.errors : [cause];
  return `${error.message} (${inner.map((each) => (each instanceof Error ? each.message : String(each))).join('; ')})`;
}
