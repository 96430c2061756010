import { ApiClient, type Json } from '../api/api-client.js';
import { API_OPTIONS, apiTarget } from '../api/api-options.js';
import { CliError, EXIT } from '../cli.errors.js';
import type { Command, Invocation } from '../command.js';
import { readInput } from '../input.js';
import { Progress } from '../progress.js';
import { harmless } from '../terminal.js';

/** What the API takes at a time. */
const BATCH = 100;

export const replay: Command = {
  name: 'replay',
  group: 'deliveries',
  summary: 'send deliveries again',
  synopsis: '<delivery id…>',
  description: [
    'Makes a new delivery of each: same event id and payload, new signature, sent at once. "-" reads ids from standard',
    'input, the first word of each line. Exits with 1 when one of them could not be replayed; the others are.',
    'To send again whatever failed in some hours: posthorn recover.',
  ].join('\n'),
  options: { ...API_OPTIONS },
  examples: [
    ['posthorn replay del_0198c5e2d8a07b3f9d1e4c6a8b2f0d17', 'one'],
    ['posthorn replay - < ids.txt', 'many'],
  ],
  run: async (invocation) => {
    const { terminal } = invocation;
    const ids = await idsOf(invocation);
    const client = new ApiClient(await apiTarget(invocation));
    const progress = ids.length > BATCH ? new Progress(terminal, 'replaying') : undefined;
    let failed = 0;
    for (let from = 0; from < ids.length; from += BATCH) {
      progress?.update(from, ids.length);
      const { results } = await client.post('/deliveries/replay', { ids: ids.slice(from, from + BATCH) });
      progress?.end();
      for (const result of results as Json[]) {
        const { id, delivery, error } = result as { id: string; delivery?: Json; error?: { message: string } };
        if (error) failed += 1;
        terminal.line(
          error
            ? terminal.bad(`${harmless(id)} ${error.message}`)
            : terminal.good(`${id} ${terminal.dim('→')} ${String(delivery?.['id'])}`),
        );
        terminal.result(result);
      }
    }
    if (ids.length === 0) terminal.note('Nothing to replay: the input names no delivery');
    if (ids.length > 1) terminal.note(`${ids.length - failed} of ${ids.length} are sent again`);
    return failed === 0 ? EXIT.ok : EXIT.failed;
  },
};

async function idsOf(invocation: Invocation): Promise<readonly string[]> {
  const { positionals } = invocation;
  const given = positionals.includes('-')
    ? (await readInput('-', invocation))
        .toString('utf8')
        .split('\n')
        .map((line) => line.trim().split(/\s+/)[0] ?? '')
    : [];
  const ids = [...positionals.filter((id) => id !== '-'), ...given.filter((id) => id !== '')];
  // A pipe that found nothing to send again has done its work.
  if (ids.length > 0 || positionals.includes('-')) return [...new Set(ids)];
  throw new CliError('invalid_arguments', 'Which deliveries? posthorn replay del_… (posthorn tail shows their ids)');
}
