import { readFile } from 'node:fs/promises';

let known: Promise<string> | undefined;

/** The version of this package, from its package.json, which is read once. */
export function version(): Promise<string> {
  return (known ??= read());
}

async function read(): Promise<string> {
  const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
