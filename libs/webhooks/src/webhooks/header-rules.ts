import { checkHeaders } from '@posthorn/egress';
import type { FieldProblem } from '../webhooks.errors.js';
import { SET } from './webhook.mapper.js';

export interface MergedHeaders {
  readonly headers: Readonly<Record<string, string>>;
  readonly problems: readonly FieldProblem[];
}

/**
 * A webhook's own headers with a change merged in (RULES 28): `"[set]"` keeps a value, null removes one, names compare
 * without case. `change` null removes all, undefined keeps all.
 */
export function mergeHeaders(
  stored: Readonly<Record<string, string>>,
  change: Readonly<Record<string, string | null>> | null | undefined,
  reserved: readonly string[],
): MergedHeaders {
  const problems: FieldProblem[] = [];
  const merged = new Map(change === null ? [] : Object.entries(stored).map((entry) => [entry[0].toLowerCase(), entry]));
  for (const [name, value] of Object.entries(change ?? {})) {
    const key = name.toLowerCase();
    const kept = merged.get(key)?.[1];
    if (value === null) merged.delete(key);
    else if (value !== SET) merged.set(key, [name, value]);
    else if (kept === undefined) {
      const message = `"${SET}" stands for a value that is set, and this header has none.`;
      problems.push({ field: `headers.${name.slice(0, 128)}`, code: 'header_not_set', message, expected: 'a value' });
    }
  }
  const headers = Object.fromEntries(merged.values());
  for (const { name, code, message } of checkHeaders(headers, { reserved })) {
    problems.push({ field: name === '' ? 'headers' : `headers.${name}`, code, message });
  }
  return { headers, problems };
}
