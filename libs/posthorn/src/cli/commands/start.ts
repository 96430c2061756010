import { CliError, EXIT } from '../cli.errors.js';
import { textOption, untilInterrupted, type Command, type Invocation } from '../command.js';
import { guardOf } from '../egress-variables.js';
import { KEYS_OPTION, requiredKeys } from '../encryption-keys.js';
import { wholeOption } from '../numbers.js';
import { openTarget, TARGET_OPTIONS } from '../target.js';

const DEFAULT_CONNECTIONS = 4;
const DEFAULT_CONCURRENCY = 64;
const DEFAULT_PORT = 3001;

export const start: Command = {
  name: 'start',
  group: 'database',
  summary: 'deliver: a dispatcher of its own, beside the application that publishes',
  description: [
    'Relays, sends, retries and keeps house on the database of an application, as PosthornModule does inside it; start as',
    'many as are needed, they share the work. The application itself then has dispatcher: false, or goes on delivering',
    'too. Serves /healthz, /readyz and /metrics and nothing else: the API, the console and publishing stay with the',
    'application. Event types are those that the application has stored; dialects are those of Posthorn. An application',
    'with dialects or a sealing of its own starts itself a second time instead, without serving.',
    'Refuses to start on an old schema. Ctrl-C and SIGTERM let attempts end first.',
    '',
    'Variables: POSTHORN_ENCRYPTION_KEYS, POSTHORN_EGRESS_ALLOW, POSTHORN_ALLOW_HTTP, POSTHORN_DB_CONNECTIONS (4),',
    'POSTHORN_CONCURRENCY (64), POSTHORN_APPWRITE_DATABASE (main), HOST (127.0.0.1), PORT (3001).',
  ].join('\n'),
  options: {
    ...TARGET_OPTIONS,
    ...KEYS_OPTION,
    port: {
      value: 'number',
      help: `where health and metrics are served, 0 for any free one; default: PORT, or ${DEFAULT_PORT}`,
    },
    host: { value: 'address', help: 'default: HOST, or 127.0.0.1' },
    migrate: { help: 'brings the schema up to date first' },
  },
  worksUnread: true,
  examples: [
    ['posthorn start', 'with DATABASE_URL and POSTHORN_ENCRYPTION_KEYS as the application has them'],
    ['posthorn start --host 0.0.0.0 --port 9090 --json', 'in a container: logs as JSON'],
  ],
  run: async (invocation) => {
    const { terminal, values, environment } = invocation;
    const { HealthServer } = await import('../start/health-server.js');
    const { healthOf, startDispatcher } = await import('../start/dispatcher.js');
    const keys = await requiredKeys(invocation);
    const connections = wholeVariable(invocation, 'POSTHORN_DB_CONNECTIONS', DEFAULT_CONNECTIONS, 1, 100);
    const concurrency = wholeVariable(invocation, 'POSTHORN_CONCURRENCY', DEFAULT_CONCURRENCY, 1, 10_000);
    const port =
      wholeOption(invocation, 'port', { min: 0, max: 65_535 }) ??
      wholeVariable(invocation, 'PORT', DEFAULT_PORT, 0, 65_535);
    const host = textOption(invocation, 'host') ?? (environment['HOST'] || '127.0.0.1');
    const appwriteDatabase = environment['POSTHORN_APPWRITE_DATABASE'];
    // Heard from here on: attempts are under way before anybody is told that it delivers.
    return untilInterrupted(invocation, async (signal) => {
      // One more for LISTEN.
      const target = await openTarget(invocation, connections + 1);
      try {
        const app = await startDispatcher(
          target,
          {
            encryption: { keys },
            worker: { concurrency },
            delivery: guardOf(environment),
            migrations: values['migrate'] === true ? 'run' : 'check',
            ...(appwriteDatabase ? { appwriteDatabase } : {}),
          },
          { json: terminal.json },
        );
        try {
          const server = await HealthServer.listen(port, host, healthOf(app, target));
          terminal.line(terminal.good(`delivering from schema ${target.schema}; health and metrics on ${server.url}`));
          terminal.result({ schema: target.schema, url: server.url });
          await aborted(signal);
          terminal.line('stopping: attempts under way end first');
          await server.close();
        } finally {
          await app.close();
        }
      } finally {
        await target.close();
      }
      return EXIT.ok;
    });
  },
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** @throws CliError `invalid_configuration` */
function wholeVariable({ environment }: Invocation, name: string, absent: number, min: number, max: number): number {
  const text = environment[name];
  if (!text) return absent;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new CliError('invalid_configuration', `${name} has to be a whole number from ${min} to ${max}.`);
}
