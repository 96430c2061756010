import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../support/command-line.js';
import { DocsApplication } from './support/docs-application.js';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: Readonly<Record<string, string>>;
}

const read = (file: string): Promise<string> => readFile(path.join(ROOT, 'docs/operate', file), 'utf8');

async function rules(): Promise<readonly Rule[]> {
  const { parse } = await import('yaml');
  const { groups } = parse(await read('prometheus-rules.yml')) as { groups: readonly { rules: readonly Rule[] }[] };
  return groups.flatMap((group) => group.rules);
}

interface Panel {
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly { readonly expr: string }[];
}

async function panels(): Promise<readonly Panel[]> {
  return (JSON.parse(await read('grafana-dashboard.json')) as { panels: readonly Panel[] }).panels;
}

describe('alerts and dashboard ask for what the application measures', () => {
  let application: DocsApplication | undefined;
  let metrics: string;
  beforeAll(async () => {
    application = await DocsApplication.start();
    // A label shows when something was counted with it.
    await application.call('GET', '/v1/webhooks');
    metrics = await application.call<string>('GET', '/metrics');
  });
  afterAll(() => application?.stop());

  /** Names in an expression that the application does not have. */
  const unknown = (expression: string): string[] => {
    const names = expression.match(/\bposthorn_[a-z_]+/g) ?? [];
    expect(names.length).toBeGreaterThan(0);
    return names.filter((name) => {
      const base = name.replace(/_(bucket|sum|count)$/, '');
      return !metrics.includes(`# TYPE ${name} `) && !metrics.includes(`# TYPE ${base} histogram`);
    });
  };

  it('in every alert, which says what to do', async () => {
    const all = await rules();
    expect(all.length).toBeGreaterThan(5);
    expect(all.flatMap(({ alert, expr }) => unknown(expr).map((name) => `${alert}: ${name}`))).toEqual([]);
    for (const { annotations } of all) expect(Object.keys(annotations)).toEqual(['summary', 'description']);
  });

  it('with label values that exist', async () => {
    const expressions = [
      ...(await rules()).map(({ expr }) => expr),
      ...(await panels()).flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ];
    const asked = expressions.flatMap((expression) => [...expression.matchAll(/(\w+)="([a-z_]+)"/g)]);
    const missing = asked.filter(([, label = '', value = '']) => !metrics.includes(`${label}="${value}"`));
    // Outcomes of attempts are counted when there are some.
    expect(missing.map(([pair]) => pair).filter((pair) => pair !== 'outcome="success"')).toEqual([]);
  });

  it('in every panel of the dashboard', async () => {
    const all = await panels();
    const wrong = all.flatMap(({ title, targets }) =>
      targets.flatMap(({ expr }) => unknown(expr).map((name) => `${title}: ${name}`)),
    );
    expect(wrong).toEqual([]);
  });
});

describe('the dashboard', () => {
  it('has panels that do not lie on each other', async () => {
    const taken = new Map<string, string>();
    for (const { title, gridPos } of await panels()) {
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(`${taken.get(`${x},${y}`) ?? 'nothing'} under ${title}`).toBe(`nothing under ${title}`);
          taken.set(`${x},${y}`, title);
        }
      }
    }
  });
});
