import type { Arena } from './arena.js';

/** Milliseconds from the commit of each order to its first request at a path, ascending. */
export async function waits(arena: Arena, path?: string, which: 'all' | 'held' | 'others' = 'all'): Promise<number[]> {
  const rows = await arena.rows<{ id: string; held: boolean; at: number }>(
    'select id::text as id, held, extract(epoch from committed_at)::float8 * 1000 as at from orders',
  );
  const committed = new Map(
    rows.filter(({ held }) => which === 'all' || held === (which === 'held')).map(({ id, at }) => [id, at]),
  );
  const first = new Map<string, number>();
  for (const line of arena.receiver.log()) {
    const at = committed.get(line.order ?? '');
    if (line.kind !== 'r' || at === undefined || (path !== undefined && line.path !== path)) continue;
    const key = `${line.path} ${line.order}`;
    if (!first.has(key)) first.set(key, line.t - at);
  }
  return [...first.values()].sort((a, b) => a - b);
}

export const quantile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;

export const milliseconds = (value: number): string => `${Math.round(value)} ms`;
