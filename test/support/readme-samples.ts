import { readFileSync } from 'node:fs';

/** The code blocks of a page that name a file (```` ```ts express.ts ````), by that name. */
export function samplesOf(page: string): ReadonlyMap<string, string> {
  const text = readFileSync(page, 'utf8');
  const blocks = [...text.matchAll(/^```ts ([\w.-]+\.ts)\n(.*?)^```$/gms)];
  return new Map(blocks.map(([, name = '', code = '']) => [name, code]));
}

/** How many blocks of code a page has, named or not: a sample without a name would never be run. */
export function countSamples(page: string): number {
  return [...readFileSync(page, 'utf8').matchAll(/^```(?:ts|js|typescript|javascript)\b/gm)].length;
}
