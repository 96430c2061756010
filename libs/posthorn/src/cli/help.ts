import type { Command, CommandOption } from './command.js';
import type { Terminal } from './terminal.js';

/** Options that every command takes. */
export const COMMON_OPTIONS: Readonly<Record<string, CommandOption>> = {
  json: { help: 'print the result as JSON, one value a line' },
  'no-color': { help: 'no colours, as with NO_COLOR' },
  help: { help: 'show this' },
};

const GROUPS: readonly (readonly [group: Command['group'], title: string])[] = [
  ['development', 'While you develop'],
  ['deliveries', 'Deliveries, over the API'],
  ['database', 'Database and operation'],
];

const EXIT_CODES = [
  '0  done, or in order',
  '1  failed, or not in order: the message says what to do',
  '2  wrong command line or configuration: nothing was tried',
  '3  the database or the API is out of reach: try again later',
];

/** What `posthorn` alone, or with `--help`, prints. */
export function overview(commands: readonly Command[], version: string, terminal: Terminal): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const groups = GROUPS.flatMap(([group, title]) => [
    terminal.bold(title),
    ...commands
      .filter((command) => command.group === group)
      .map(({ name, summary }) => `  ${terminal.cyan(name.padEnd(width))}  ${summary}`),
    '',
  ]);
  return [
    `${terminal.bold('posthorn')} ${version}: webhooks from inside a NestJS product`,
    '',
    `${terminal.bold('Usage')}  posthorn <command> [options]`,
    '',
    ...groups,
    terminal.bold('Surroundings'),
    '  DATABASE_URL       the database of migrate, status, sql, doctor, keys and start',
    '  POSTHORN_URL       where the API is; http://127.0.0.1:3000/v1 unless set',
    '  POSTHORN_TOKEN     an API key of a project, or the admin token; --token-file reads it from a file',
    '',
    terminal.bold('Exit codes'),
    ...EXIT_CODES.map((line) => `  ${line}`),
    '',
    'posthorn <command> --help shows its options and examples.',
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
    ...options.map(([, { help }], index) => `  ${terminal.cyan((names[index] ?? '').padEnd(width))}  ${help}`),
    '',
    terminal.bold('Examples'),
    ...command.examples.flatMap(([line, purpose]) => [`  ${terminal.dim(`# ${purpose}`)}`, `  ${line}`]),
    '',
  ].join('\n');
}
