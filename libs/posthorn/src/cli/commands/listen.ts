import { createHmac } from 'node:crypto';
import { ApiClient, type Json } from '../api/api-client.js';
import { API_OPTIONS, apiTarget, PROJECT_OPTION, type ApiTarget } from '../api/api-options.js';
import { liveStream } from '../api/live-stream.js';
import { CliError, EXIT, type ExitCode } from '../cli.errors.js';
import { listOption, textOption, untilInterrupted, type Command, type Invocation } from '../command.js';
import { readInput } from '../input.js';
import { forwardedJson, forwardedLine, wasTaken } from '../listen/forwarded-line.js';
import type { Forwarder } from '../listen/forwarder.js';
import { timeOfDay } from '../moments.js';
import { Remembered } from '../remembered.js';
import { harmless } from '../terminal.js';

/** Events that are looked at again after a connection: they appear when their transaction commits. */
const OVERLAP_MS = 60_000;
const AT_ONCE = 8;
const MAX_REPLAYED = 200;

export const listen: Command = {
  name: 'listen',
  group: 'development',
  summary: 'bring the events of a project to this machine, and forward them signed',
  description: [
    'A tunnel for development that opens no port: events come over the API as they are published and are forwarded as',
    'deliveries of a webhook would be, rendered and signed in its dialect. Nothing is stored, nothing is tried again: a',
    'failure is shown, with the command that sends the event once more. Without --forward the events are only shown.',
    'The signing secret is printed at the start and stays the same for the same token.',
  ].join('\n'),
  options: {
    forward: { value: 'url', help: 'the receiver, such as http://localhost:3000/hook' },
    events: { value: 'list', help: "only what a webhook with these 'events' would hear, such as user.*,order.paid" },
    dialect: { value: 'name', help: 'how it looks on the wire; default: standard' },
    'secret-file': { value: 'file', help: 'file with the signing secret; default: one made from the token' },
    replay: { value: 'what', help: `first forwards an event (evt_…), or the last so many, at most ${MAX_REPLAYED}` },
    once: { help: 'with --replay: ends after it' },
    insecure: { help: 'accepts any certificate of the receiver' },
    ...API_OPTIONS,
    ...PROJECT_OPTION,
  },
  examples: [
    ['posthorn listen --forward http://localhost:3000/hook', 'everything, to a receiver here'],
    [
      "posthorn listen --forward http://localhost:3000/hook --events 'user.*' --dialect classic",
      'some of it, in another form',
    ],
    ['posthorn listen --forward http://localhost:3000/hook --replay 5', 'the last five events first'],
    ['posthorn listen --json | jq .event.type', 'look only'],
  ],
  run: async (invocation) => {
    const { values } = invocation;
    const replayed = textOption(invocation, 'replay');
    if (values['once'] === true && replayed === undefined) {
      throw new CliError('invalid_arguments', '--once needs --replay: what is published later is not waited for.');
    }
    if (replayed !== undefined) refuseReplay(replayed);
    const target = await apiTarget(invocation);
    const client = new ApiClient(target);
    const session = new Session(await openForwarder(client, target, invocation), invocation);
    try {
      if (replayed !== undefined)
        for (const event of await past(replayed, client, invocation)) await session.take(event);
      return values['once'] === true ? await session.end() : await follow(client, session, invocation);
    } finally {
      await session.close();
    }
  },
};

/** Says what is signed with what, before anything arrives. */
async function openForwarder(client: ApiClient, target: ApiTarget, invocation: Invocation): Promise<Forwarder | null> {
  const { terminal, values } = invocation;
  const url = textOption(invocation, 'forward');
  if (url === undefined) {
    for (const name of ['events', 'dialect', 'secret-file', 'insecure']) {
      if (values[name] !== undefined) throw new CliError('invalid_arguments', `--${name} needs --forward <url>.`);
    }
    return null;
  }
  const dialect = textOption(invocation, 'dialect') ?? 'standard';
  const events = listOption(invocation, 'events');
  const file = textOption(invocation, 'secret-file');
  const secret = file === undefined ? ownSecret(target) : (await readInput(file, invocation)).toString('utf8').trim();
  const { Forwarder } = await import('../listen/forwarder.js');
  const forwarder = new Forwarder(client, {
    url,
    dialect,
    secret,
    ...(events === undefined ? {} : { events }),
    insecure: values['insecure'] === true,
  });
  for (const warning of await forwarder.check()) terminal.note(terminal.yellow(harmless(warning)));
  terminal.note(`forwarding to ${terminal.bold(url)} in the dialect ${dialect}`);
  terminal.note(file === undefined ? `signing secret ${terminal.bold(secret)}` : `signed with the secret in ${file}`);
  return forwarder;
}

/** The same for the same token, so that a receiver keeps its configuration, and nothing of the token can be told from it. */
function ownSecret({ token }: ApiTarget): string {
  return `whsec_${createHmac('sha256', token).update('posthorn listen: signing secret').digest('base64')}`;
}

/** @throws CliError when it names neither an event nor a number of them */
function refuseReplay(what: string): void {
  const count = /^\d{1,3}$/.test(what) ? Number(what) : 0;
  if (what.startsWith('evt_') || (count >= 1 && count <= MAX_REPLAYED)) return;
  throw new CliError('invalid_arguments', `--replay takes an event id (evt_…) or a number from 1 to ${MAX_REPLAYED}.`);
}

/** Oldest first. */
async function past(what: string, client: ApiClient, invocation: Invocation): Promise<readonly Json[]> {
  if (what.startsWith('evt_')) return [await client.get(`/events/${encodeURIComponent(what)}`)];
  const { events } = await client.get('/events', { limit: what, project_id: textOption(invocation, 'project') });
  return (events as Json[]).toReversed();
}

async function follow(client: ApiClient, session: Session, invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  let openedAt: number | undefined;
  let since: string | undefined;
  const onOpen = ({ now }: Json): void => {
    if (openedAt === undefined) terminal.note(terminal.dim(`waiting for events of ${client.base}; Ctrl-C ends it`));
    // By the server's clock. The next connection begins a little before this one did: each event is taken once anyway.
    openedAt = typeof now === 'string' ? Date.parse(now) : Date.now();
    since = new Date(openedAt - (since === undefined ? 0 : OVERLAP_MS)).toISOString();
  };
  return untilInterrupted(invocation, async (signal) => {
    const query = () => ({ topic: 'events', project_id: textOption(invocation, 'project'), since });
    for await (const event of liveStream({ client, terminal, query, type: 'event', onOpen, signal })) {
      await session.take(event);
    }
    if (session.isBusy) terminal.note('waiting for answers that are under way; Ctrl-C again does not');
    await session.end();
    return EXIT.ok;
  });
}

/** Forwards some events at a time and shows what became of each. */
class Session {
  private readonly seen = new Remembered(5000);
  private readonly running = new Set<Promise<void>>();
  private failed = 0;
  private broken: Error | undefined;

  constructor(
    private readonly forwarder: Forwarder | null,
    private readonly invocation: Invocation,
  ) {}

  /** Each event once. @throws what the server said when it could not be asked */
  async take(event: Json): Promise<void> {
    if (this.broken !== undefined) throw this.broken;
    if (!this.seen.add(String(event['id']))) return;
    if (this.forwarder === null) {
      this.show(event);
      return;
    }
    const work: Promise<void> = this.forward(event, this.forwarder)
      .catch((error: unknown) => {
        this.broken ??= error instanceof Error ? error : new Error(String(error));
      })
      .finally(() => this.running.delete(work));
    this.running.add(work);
    if (this.running.size >= AT_ONCE) await Promise.race(this.running);
  }

  /** Whether requests are under way. */
  get isBusy(): boolean {
    return this.running.size > 0;
  }

  /** Waits for what is under way. */
  async end(): Promise<ExitCode> {
    await Promise.all(this.running);
    if (this.broken !== undefined) throw this.broken;
    return this.failed === 0 ? EXIT.ok : EXIT.failed;
  }

  async close(): Promise<void> {
    await this.forwarder?.close();
  }

  private show(event: Json): void {
    const { terminal } = this.invocation;
    const facts = [timeOfDay(new Date()), harmless(String(event['type'])), String(event['id'])];
    terminal.line(`${terminal.dim(facts[0] ?? '')} ${facts[1] ?? ''} ${terminal.dim(facts[2] ?? '')}`);
    if (event['data'] !== null) terminal.line(`  ${harmless(JSON.stringify(event['data']))}`);
    terminal.result({ event });
  }

  private async forward(event: Json, forwarder: Forwarder): Promise<void> {
    const { terminal } = this.invocation;
    const outcome = await forwarder.forward(event);
    terminal.line(`${terminal.dim(timeOfDay(new Date()))} ${forwardedLine(event, outcome, terminal)}`);
    terminal.result(forwardedJson(event, outcome));
    if (outcome.kind === 'unheard' || wasTaken(outcome)) return;
    this.failed += 1;
    terminal.note(terminal.dim(`  again: the same command with --replay ${String(event['id'])} --once`));
  }
}
