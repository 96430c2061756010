import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Row, Scenario } from './scenario.js';

export interface ScenarioResult {
  readonly name: string;
  readonly title: string;
  readonly method: string;
  /** ISO 8601. */
  readonly measuredAt: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly machine: Readonly<Record<string, string>>;
  readonly rows: readonly Row[];
}

export interface BenchResults {
  readonly mode: 'full' | 'quick';
  readonly scenarios: readonly ScenarioResult[];
}

/** What was measured before; nothing when there is no such file, or one that cannot be read. */
export async function readResults(path: string): Promise<BenchResults | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as BenchResults;
  } catch {
    return null;
  }
}

export async function writeResults(path: string, results: BenchResults): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(results, null, 2)}\n`);
}

/** New figures in place of old ones of the same scenario, in the order of the scenarios. */
export function mergeResults(
  before: BenchResults | null,
  now: BenchResults,
  scenarios: readonly Scenario[],
): BenchResults {
  const known = new Map((before?.mode === now.mode ? before.scenarios : []).map((result) => [result.name, result]));
  for (const result of now.scenarios) known.set(result.name, result);
  return { mode: now.mode, scenarios: scenarios.flatMap(({ name }) => known.get(name) ?? []) };
}
