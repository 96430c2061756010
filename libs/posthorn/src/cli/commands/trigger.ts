import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient, type Json } from '../api/api-client.js';
import { API_OPTIONS, apiTarget } from '../api/api-options.js';
import { ApiRefusal, CliError, EXIT, type ExitCode } from '../cli.errors.js';
import { textOption, untilInterrupted, type Command, type Invocation } from '../command.js';
import { deliveryLine } from '../deliveries/delivery-line.js';
import { jsonObject } from '../input.js';
import { harmless } from '../terminal.js';

const WAIT_MS = 15_000;
const LOOK_MS = 250;

export const trigger: Command = {
  name: 'trigger',
  group: 'development',
  summary: 'publish an event, to try what hears it',
  synopsis: '<event type>',
  description: [
    'Publishes an event of this type: with --data, or with the example of the catalog. It is a real event: every webhook',
    'of the project that listens gets it. --wait says what became of it, and exits with 1 when a delivery fails.',
  ].join('\n'),
  options: {
    ...API_OPTIONS,
    project: { value: 'id', help: 'with the admin token: the project that it belongs to' },
    data: { value: 'json', help: 'the payload: JSON, @file, or - for standard input; default: the example' },
    id: { value: 'key', help: 'publishes once: the same key and payload again give the same event' },
    wait: { help: 'waits for the deliveries and shows them, at most 15 s' },
  },
  examples: [
    ['posthorn trigger user.created', 'the example of the catalog'],
    ['posthorn trigger user.created --wait', 'and what its receivers say'],
    [
      `posthorn trigger user.created --data '{"id":"user_1","name":"Ada","email":"ada@example.com"}'`,
      'a payload of your own',
    ],
    ['jq .user fixture.json | posthorn trigger user.created --data -', 'one from a file'],
  ],
  run: async (invocation) => {
    const { terminal, positionals } = invocation;
    const [type, ...more] = positionals;
    if (type === undefined || more.length > 0) {
      throw new CliError('invalid_arguments', 'Which event type? posthorn trigger user.created');
    }
    const client = new ApiClient(await apiTarget(invocation));
    const given = textOption(invocation, 'data');
    const data = given === undefined ? await exampleOf(type, client) : await jsonObject('--data', given, invocation);
    const event = await client.post('/events', {
      type,
      data,
      ...optional('project_id', textOption(invocation, 'project')),
      ...optional('id', textOption(invocation, 'id')),
    });
    terminal.line(terminal.good(`published ${type} ${terminal.dim(String(event['id']))}`));
    if (invocation.values['wait'] === true) return follow(event, client, invocation);
    terminal.result(event);
    return EXIT.ok;
  },
};

const optional = (name: string, value: string | undefined): Json => (value === undefined ? {} : { [name]: value });

async function exampleOf(type: string, client: ApiClient): Promise<unknown> {
  try {
    const { example } = await client.get(`/event-types/${encodeURIComponent(type)}`);
    if (example !== null) return example;
  } catch (error) {
    if (!(error instanceof ApiRefusal) || error.status !== 404) throw error;
    const { nearestNames } = await import('@posthorn/event-catalog');
    const names = ((await client.get('/event-types', { limit: '200' }))['event_types'] as Json[]).map(({ name }) =>
      String(name),
    );
    throw new CliError(
      'invalid_arguments',
      `There is no event type "${harmless(type)}". The nearest: ${nearestNames(type, names, 3).join(', ')}.`,
      EXIT.failed,
    );
  }
  throw new CliError('invalid_arguments', `${type} has no example in the catalog: give --data.`);
}

interface Explained {
  readonly webhook_id: string;
  readonly matches: boolean;
  readonly outcome: string;
  readonly outcome_reason: string;
  readonly deliveries: readonly Json[];
}

/** Looks until every webhook's outcome is known or takes longer than a first attempt should. */
async function follow(event: Json, client: ApiClient, invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const webhooks = await untilInterrupted(invocation, async (signal) => {
    const deadline = performance.now() + WAIT_MS;
    for (;;) {
      const answer = await client.get(`/events/${String(event['id'])}/explain`);
      const explained = answer['webhooks'] as readonly Explained[];
      const heard = explained.filter(({ matches, deliveries }) => matches || deliveries.length > 0);
      const open = heard.some(({ outcome, deliveries }) => outcome === 'waiting' || deliveries.some(isFirstAttempt));
      if (!open || signal.aborted || performance.now() > deadline) return heard;
      await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  });
  if (webhooks.length === 0) terminal.line(terminal.open('no webhook listens for it'));
  for (const { deliveries, webhook_id, outcome_reason } of webhooks) {
    if (deliveries.length === 0) terminal.line(terminal.open(`${webhook_id} ${outcome_reason}`));
    for (const delivery of deliveries) terminal.line(deliveryLine(delivery, terminal));
  }
  terminal.result({ event, webhooks });
  const failing = webhooks.some(({ outcome, deliveries }) => outcome === 'failed' || deliveries.some(isFailing));
  return failing ? EXIT.failed : EXIT.ok;
}

const isFirstAttempt = ({ status, error }: Json): boolean => status === 'pending' && error === undefined;

/** Failed for good, or waiting for another try. */
const isFailing = ({ status, error }: Json): boolean =>
  status === 'failed' || (status === 'pending' && error !== undefined);
