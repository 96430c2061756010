import { parseArgs } from 'node:util';
import { DatabaseError, isUnavailable } from '@posthorn/database';
import { CliError, EXIT, type ExitCode } from './cli.errors.js';
import type { Command } from './command.js';
import { commands } from './commands/index.js';
import { commandHelp, COMMON_OPTIONS, overview } from './help.js';
import { Terminal, type Output } from './terminal.js';
import { version } from './version.js';

/** What the program finds around itself; tests bring their own. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  readonly stdout: Output;
  readonly stderr: Output;
}

const ofProcess = (): Surroundings => ({
  environment: process.env,
  folder: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
});

/**
 * Runs the program and says how it ended; it never ends the process itself, so that output is written out.
 * @param args the arguments after the name of the program
 */
export async function main(args: readonly string[], surroundings: Surroundings = ofProcess()): Promise<ExitCode> {
  const { stdout, stderr, environment } = surroundings;
  const colours = stdout.isTTY === true && stderr.isTTY === true && !environment['NO_COLOR'];
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
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    around.stdout.write(overview(commands, await version(), terminal));
    return name === undefined ? EXIT.usage : EXIT.ok;
  }
  if (name === '--version' || name === '-v') {
    around.stdout.write(`${await version()}\n`);
    return EXIT.ok;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    const known = commands.map((candidate) => candidate.name).join(', ');
    throw new CliError('unknown_command', `There is no command "${name}". There are: ${known}.`);
  }
  const { values, positionals } = parse(command, rest);
  if (values['help'] === true) {
    around.stdout.write(commandHelp(command, terminal));
    return EXIT.ok;
  }
  const { environment, folder } = around;
  return command.run({ values, positionals, environment, folder, terminal });
}

function parse(command: Command, args: readonly string[]) {
  const options = Object.entries({ ...command.options, ...COMMON_OPTIONS }).map(([name, option]) => [
    name,
    { type: option.value === undefined ? 'boolean' : 'string' },
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
  if (error instanceof CliError) return error;
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
