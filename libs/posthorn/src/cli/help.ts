import type { Command, CommandOption } from './command.js';
import type { Terminal } from './terminal.js';

/** Options that every command takes. */
export const COMMON_OPTIONS: Readonly<Record<string, CommandOption>> = {
  json: { help: 'print the result as one line of JSON' },
  help: { help: 'show this' },
};

/** What `posthorn` alone, or with `--help`, prints. */
export function overview(commands: readonly Command[], version: string, terminal: Terminal): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    `${terminal.bold('posthorn')} ${version}: webhooks from inside a NestJS product`,
    '',
    `${terminal.bold('Usage')}  posthorn <command> [options]`,
    '',
    terminal.bold('Commands'),
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'posthorn <command> --help tells more. The database is DATABASE_URL unless --database-url or --data-source names one.',
    'Exit codes: 0 in order, 1 not in order or failed, 2 wrong command line, 3 database out of reach.',
    '',
  ].join('\n');
}

/** What `posthorn <command> --help` prints. */
export function commandHelp(command: Command, terminal: Terminal): string {
  const options = Object.entries({ ...command.options, ...COMMON_OPTIONS });
  const names = options.map(([name, { value }]) => `--${name}${value === undefined ? '' : ` <${value}>`}`);
  const width = Math.max(...names.map((name) => name.length));
  const usage = ['posthorn', command.name, command.synopsis, '[options]'].filter((part) => part !== undefined);
  return [
    `${terminal.bold('Usage')}  ${usage.join(' ')}`,
    '',
    command.description,
    '',
    terminal.bold('Options'),
    ...options.map(([, { help }], index) => `  ${(names[index] ?? '').padEnd(width)}  ${help}`),
    '',
  ].join('\n');
}
