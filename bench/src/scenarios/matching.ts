import { compileSubscriptions, type MatchableEvent, type SubscribedWebhook } from '@posthorn/webhooks';
import { PAYLOAD } from '../support/fixtures.js';
import { moment } from '../support/moment.js';
import { row, type BenchContext, type Row, type Scenario } from '../support/scenario.js';
import { median } from '../support/statistics.js';

const WEBHOOKS = 10_000;
const DOMAINS = 40;
const VERBS = ['created', 'updated', 'deleted', 'archived', 'restored'];
const TYPES = Array.from({ length: DOMAINS }, (_, d) => VERBS.map((verb) => `domain${d}.${verb}`)).flat();

/** 2 % hear everything, 18 % all of a domain, the rest one to four types. */
function webhook(index: number, projects: number): SubscribedWebhook {
  const exact = Array.from({ length: 1 + (index % 4) }, (_, n) => TYPES[(index * 7 + n * 31) % TYPES.length] ?? '');
  const events = index % 50 === 0 ? ['*'] : index % 50 < 10 ? [`domain${index % DOMAINS}.*`] : exact;
  return {
    projectId: `p${Math.floor(index / 50) % projects}`,
    subscription: { events, collections: [], tables: [], filter: null, dialect: 'standard' },
  };
}

const eventOf = (type: string, project: number): MatchableEvent => ({
  projectId: `p${project}`,
  type,
  kind: 'catalog',
  data: PAYLOAD,
});

interface Times {
  readonly first: number;
  readonly memoised: number;
  readonly matches: number;
}

function measure(projects: number, looks: number): Times {
  const index = compileSubscriptions(Array.from({ length: WEBHOOKS }, (_, i) => webhook(i, projects)));
  // Events of all types, spread over the projects: each of them is the first of its kind once.
  const events = TYPES.map((type, i) => eventOf(type, i % projects));
  const firsts: number[] = [];
  let matches = 0;
  for (const event of events) {
    const began = moment();
    matches += index.match(event).length;
    firsts.push((moment() - began) * 1000);
  }
  const began = moment();
  for (let i = 0; i < looks; i++) {
    const event = events[i % events.length];
    if (event !== undefined) matches += index.match(event).length;
  }
  const memoised = ((moment() - began) * 1000) / looks;
  return { first: median(firsts), memoised, matches: matches / (looks + events.length) };
}

function run(context: BenchContext): Promise<readonly Row[]> {
  const looks = context.size(2_000_000, 300_000);
  const rows: Row[] = [];
  for (const projects of [1, 500]) {
    context.step(`${projects} ${projects === 1 ? 'project' : 'projects'}`);
    for (let warm = 0; warm < 5; warm++) measure(projects, 20_000);
    const times = Array.from({ length: Math.max(3, context.rounds) }, () => measure(projects, looks));
    const first = times[0];
    const where = `${projects === 1 ? 'one project' : `${projects} projects`} (${first?.matches.toFixed(1)} match)`;
    rows.push(
      row({
        subject: `${where}, memoised`,
        unit: 'µs',
        rounds: times.map(({ memoised }) => memoised),
        goal: { of: 'value', most: 1 },
      }),
      row({
        subject: `${where}, first of its type`,
        unit: 'µs',
        rounds: times.map((time) => time.first),
        goal: { of: 'value', most: 50 },
      }),
    );
  }
  return Promise.resolve(rows);
}

export const matchingScenario: Scenario = {
  name: 'matching',
  title: 'Matching one event against 10,000 webhooks',
  method:
    'In memory, 200 event types; 2 % of the webhooks hear everything, 18 % all of a domain, the rest one to four types. ' +
    '"First": median over the first events of each type after the configuration was loaded.',
  run,
};
