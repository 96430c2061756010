import { setTimeout as sleep } from 'node:timers/promises';
import { ApiRefusal, CliError } from '../cli.errors.js';
import type { Terminal } from '../terminal.js';
import type { ApiClient, Json } from './api-client.js';
import { serverSentEvents } from './server-sent-events.js';

export interface LiveStreamOptions {
  readonly client: ApiClient;
  readonly terminal: Terminal;
  /** Asked at every connection: a stream ends after a minute and is taken up again. */
  readonly query: () => Readonly<Record<string, string | undefined>>;
  /** Of messages that are wanted: `delivery`, `event`. */
  readonly type: string;
  /** Called at every connection with what the server says about itself. */
  readonly onOpen: (about: Json) => void;
  readonly signal: AbortSignal;
  /** Whether the server shall say first what came since the last message; otherwise `query` says from when on. */
  readonly resume?: boolean;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

/**
 * The messages of `GET /v1/stream`, over as many connections as it takes, until the signal. A server that is restarted is
 * waited for; one that was never reached, or that refuses, is an error.
 * @throws ApiRefusal, CliError `api_unreachable`
 */
export async function* liveStream(options: LiveStreamOptions): AsyncGenerator<Json> {
  const { client, terminal, signal } = options;
  const connection = { made: false, lastId: '' };
  const ended = (): boolean => signal.aborted;
  for (let pause = FIRST_PAUSE_MS; !ended();) {
    try {
      const chunks = await client.stream('/stream', options.query(), signal, connection.lastId);
      if (pause > FIRST_PAUSE_MS) terminal.note(terminal.dim('connected again'));
      connection.made = true;
      pause = FIRST_PAUSE_MS;
      for await (const { event, data, id } of serverSentEvents(chunks)) {
        if (options.resume === true) connection.lastId = id;
        if (event === 'open') options.onOpen(parsed(data));
        if (event === options.type) yield parsed(data);
      }
      // The usual end after a minute.
      continue;
    } catch (error) {
      if (ended()) return;
      if (!connection.made || isFinal(error)) throw error;
      if (pause === FIRST_PAUSE_MS) terminal.note(terminal.yellow('connection lost, trying again'));
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

/** Whether trying again cannot help: a key that was revoked, a scope that is missing. */
function isFinal(error: unknown): boolean {
  if (error instanceof ApiRefusal) return error.status < 500 && error.status !== 429;
  return error instanceof CliError && error.code === 'not_the_api';
}

function parsed(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Json) : {};
  } catch {
    return {};
  }
}
