import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../lib/toolchain.mjs';
import { escapeCell, notice } from './markdown.mjs';

/** Every metric of the running application, as `GET /metrics` answers. Those of Node itself are only counted. */
export async function generate({ post, text }) {
  await deliverOnce(post);
  const own = await afterTheAttempt(text);
  return [
    notice('metrics', 'what the running application measures'),
    '# Metrics',
    '',
    '`GET /metrics` in the text format of Prometheus. Every role serves it; it asks for no token and names no project.',
    'Beside these there are those of the process that prom-client collects (`process_…`, `nodejs_…`).',
    'What to watch, with alerts and a dashboard: [operate](../operate.md#watch).',
    '',
    '| Metric | Type | Labels | Meaning |',
    '|---|---|---|---|',
    ...own.map(({ name, type, labels, help }) => {
      const cells = [`\`${name}\``, type, labels.map((label) => `\`${label}\``).join(', '), help];
      return `| ${cells.map(escapeCell).join(' | ')} |`;
    }),
    '',
  ].join('\n');
}

/** Some labels show only once something was counted with them. The name resolves nowhere, so nothing is sent. */
async function deliverOnce(post) {
  const { id } = await post('/v1/projects', { name: 'Metrics' });
  await post('/v1/webhooks', { project_id: id, url: 'https://receiver.invalid/', events: ['*'] });
  await post('/v1/users', { project_id: id, name: 'Ada', email: 'ada@example.com' });
}

async function afterTheAttempt(text) {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(100)) {
    const metrics = parse(await text('/metrics')).filter(({ name }) => name.startsWith('posthorn_'));
    if (metrics.find(({ name }) => name === 'posthorn_attempt_duration_seconds')?.labels.length) return metrics;
  }
  throw new Failure('No attempt was made within a minute, so the labels of attempts are not known.');
}

/** Names, types and labels, sorted by name. */
function parse(exposition) {
  const found = new Map();
  const of = (name) => {
    const metric = found.get(name) ?? { name, type: '', help: '', labels: [] };
    found.set(name, metric);
    return metric;
  };
  for (const line of exposition.split('\n')) {
    const [, kind, name, rest] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (kind === 'HELP') of(name).help = rest;
    if (kind === 'TYPE') of(name).type = rest;
    const [, sample, labels] = /^([a-zA-Z_:][\w:]*)\{([^}]*)\}/.exec(line) ?? [];
    const metric = sample === undefined ? undefined : owner(sample, found);
    for (const [, label] of labels?.matchAll(/(\w+)="/g) ?? []) {
      if (metric && label !== 'le' && !metric.labels.includes(label)) metric.labels.push(label);
    }
  }
  return [...found.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

function owner(sample, found) {
  return found.get(sample) ?? found.get(sample.replace(/_(bucket|sum|count)$/, ''));
}
