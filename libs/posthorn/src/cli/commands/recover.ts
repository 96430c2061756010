import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient, type Json } from '../api/api-client.js';
import { API_OPTIONS, apiTarget } from '../api/api-options.js';
import { CliError, EXIT, type ExitCode } from '../cli.errors.js';
import { listOption, textOption, untilInterrupted, type Command, type Invocation } from '../command.js';
import { moment, roughly } from '../moments.js';
import { wholeOption } from '../numbers.js';
import { Progress } from '../progress.js';
import { ask, canAsk } from '../question.js';

const LOOK_MS = 500;
const DEFAULT_RATE = 10;

export const recover: Command = {
  name: 'recover',
  group: 'deliveries',
  summary: 'send again what a webhook missed in some hours',
  synopsis: '<webhook id> | --job <recovery id>',
  description: [
    'Counts first what there is to send (--dry-run stops there), asks, and starts a job that sends it again, oldest first,',
    'at a rate that the receiver can bear. The job runs in the server: ending this program does not end it. Ctrl-C asks',
    'whether it shall; --job watches one that runs, and with --cancel ends it.',
  ].join('\n'),
  options: {
    ...API_OPTIONS,
    since: { value: 'time', help: 'from when on: 2h, 5d, or 2026-01-15T12:00:00Z' },
    until: { value: 'time', help: 'up to when; default: now' },
    status: { value: 'list', help: 'failed, skipped, missing (never sent at all); default: failed,skipped' },
    'event-types': { value: 'list', help: 'only these, such as user.created,order.*' },
    rate: { value: 'number', help: `deliveries a second, 1 to 1000; default: ${DEFAULT_RATE}` },
    'dry-run': { help: 'counts, and sends nothing' },
    yes: { help: 'does not ask' },
    detach: { help: 'starts the job and does not wait for it' },
    job: { value: 'id', help: 'watches a recovery that has been started' },
    cancel: { help: 'with --job: ends it; what it has queued is still sent' },
  },
  examples: [
    ['posthorn recover hook_0198c5e2 --since 2h --dry-run', 'how much is there?'],
    ['posthorn recover hook_0198c5e2 --since 2h --rate 50', 'send it'],
    ['posthorn recover hook_0198c5e2 --since 2026-01-15T12:00:00Z --status missing --yes --detach', 'in a script'],
    ['posthorn recover --job rec_0198c5e3 --cancel', 'end one that runs'],
  ],
  run: async (invocation) => {
    const { positionals, values, terminal } = invocation;
    const job = textOption(invocation, 'job');
    if ((job === undefined) !== (positionals.length === 1)) {
      throw new CliError('invalid_arguments', 'Of which webhook? posthorn recover hook_… --since 2h (or --job rec_…)');
    }
    refuseUnused(invocation, job === undefined ? OF_JOB : OF_NEW);
    const client = new ApiClient(await apiTarget(invocation));
    if (job !== undefined) {
      if (values['cancel'] !== true) return watch(await client.get(recovery(job)), client, invocation);
      return ended(await client.post(`${recovery(job)}/cancel`), invocation);
    }
    const path = `/webhooks/${encodeURIComponent(positionals[0] ?? '')}/recover`;
    const request = requestOf(invocation);
    const found = await client.post(path, { ...request, dry_run: true });
    const summary = summaryOf(found, request.rate_per_second);
    if (values['dry-run'] === true || found['found'] === 0) {
      terminal.line(found['found'] === 0 ? terminal.good('nothing to send again') : terminal.open(summary));
      terminal.result(found);
      return EXIT.ok;
    }
    if (values['yes'] !== true && !(await agreed(summary, invocation))) return EXIT.failed;
    // Without the `until` of the count: an answer has whole seconds, and what failed in this one would be left out.
    const started = await client.post(path, request);
    if (values['detach'] === true) {
      terminal.line(terminal.good(`started ${String(started['id'])}: ${summary}`));
      terminal.result(started);
      return EXIT.ok;
    }
    return watch(started, client, invocation);
  },
};

const OF_NEW = ['since', 'until', 'status', 'event-types', 'rate', 'dry-run', 'yes', 'detach'];
const OF_JOB = ['cancel'];

/** `--cancel` that is not heard would send what it was meant to stop. */
function refuseUnused({ values }: Invocation, names: readonly string[]): void {
  const given = names.find((name) => values[name] !== undefined);
  if (given === undefined) return;
  const reason = OF_JOB.includes(given) ? 'needs --job rec_…' : 'is for a new recovery and means nothing with --job';
  throw new CliError('invalid_arguments', `--${given} ${reason}.`);
}

const recovery = (id: string): string => `/recoveries/${encodeURIComponent(id)}`;

function requestOf(invocation: Invocation) {
  const now = new Date();
  const since = textOption(invocation, 'since');
  const until = textOption(invocation, 'until');
  if (since === undefined) throw new CliError('invalid_arguments', 'Since when? --since 2h, or a time.');
  return {
    since: moment('--since', since, now),
    ...(until === undefined ? {} : { until: moment('--until', until, now) }),
    status: listOption(invocation, 'status') ?? null,
    event_types: listOption(invocation, 'event-types') ?? null,
    rate_per_second: wholeOption(invocation, 'rate', { min: 1, max: 1000 }) ?? DEFAULT_RATE,
  };
}

function summaryOf({ found, failed, skipped, missing, expired, complete }: Json, rate: number): string {
  const parts = Object.entries({ failed, skipped, missing })
    .filter(([, count]) => count !== 0)
    .map(([name, count]) => `${String(count)} ${name}`);
  const all = complete === false ? `at least ${String(found)}` : String(found);
  const gone = expired === 0 ? '' : `; ${String(expired)} more are not kept any longer`;
  return `${all} to send again (${parts.join(', ')}), at ${rate}/s about ${roughly(Number(found) / rate)}${gone}`;
}

async function agreed(summary: string, invocation: Invocation): Promise<boolean> {
  if (!canAsk(invocation)) {
    throw new CliError('invalid_arguments', `${summary}. Nobody can be asked here: give --yes, or --dry-run.`);
  }
  return /^y(es)?$/i.test(await ask(invocation, `${summary}. Go on? [y/N]`));
}

/** Shows how far a job is until it ends. Ctrl-C asks what to do; where nobody can be asked it ends the watching only. */
async function watch(started: Json, client: ApiClient, invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const id = String(started['id']);
  const progress = new Progress(terminal, 'recovering');
  const state = { interrupted: false };
  let pause = new AbortController();
  const forget = invocation.onInterrupt(() => {
    state.interrupted = true;
    pause.abort();
  });
  try {
    for (let job = started; ; job = await client.get(recovery(id))) {
      if (!isRunning(job)) {
        progress.end();
        return await ended(job, invocation);
      }
      progress.update(Number(job['queued'] ?? 0), typeof job['found'] === 'number' ? job['found'] : null);
      if (state.interrupted) {
        progress.end();
        const choice = await onInterrupt(id, invocation);
        if (choice === 'cancel') return await ended(await client.post(`${recovery(id)}/cancel`), invocation);
        if (choice === 'leave') return EXIT.ok;
        state.interrupted = false;
        pause = new AbortController();
      }
      await sleep(LOOK_MS, undefined, { signal: pause.signal }).catch(() => undefined);
    }
  } catch (error) {
    // A server that is restarted, most often: the job is in its database.
    progress.end();
    if (error instanceof CliError && error.exitCode === EXIT.unavailable) terminal.note(goesOn(id));
    throw error;
  } finally {
    forget();
    progress.end();
  }
}

const goesOn = (id: string): string =>
  `It goes on in the server. Watch it: posthorn recover --job ${id}. End it: the same with --cancel`;

const isRunning = ({ status }: Json): boolean => status === 'running' || status === 'paused';

async function onInterrupt(id: string, invocation: Invocation): Promise<'cancel' | 'leave' | 'continue'> {
  const { terminal } = invocation;
  if (canAsk(invocation)) {
    const question = '\nCancel the recovery (c), leave it to the server (l), or go on watching (Enter)?';
    // A second Ctrl-C is somebody who wants to be gone.
    const answer = await untilInterrupted(invocation, async (signal) => {
      const given = await ask(invocation, question, signal);
      return signal.aborted ? 'l' : given.toLowerCase();
    });
    if (answer.startsWith('c')) return 'cancel';
    if (!answer.startsWith('l')) return 'continue';
  }
  terminal.note(goesOn(id));
  return 'leave';
}

async function ended(job: Json, { terminal }: Invocation): Promise<ExitCode> {
  const { id, status, queued, expired } = job;
  const outcomes = job['outcomes'] as Readonly<Record<string, number>> | undefined;
  const parts = Object.entries(outcomes ?? {}).filter(([, count]) => count > 0);
  const became = parts.length === 0 ? '' : `: ${parts.map(([name, count]) => `${count} ${name}`).join(', ')}`;
  const gone = Number(expired) > 0 ? `, ${String(expired)} were not kept any longer` : '';
  const text = `${String(id)} ${String(status)}, ${String(queued)} sent again${gone}${became}`;
  terminal.line(status === 'cancelled' ? terminal.open(text) : terminal.good(text));
  terminal.result(job);
  return EXIT.ok;
}
