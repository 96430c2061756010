import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root, runNode } from '../lib/run.mjs';
import { Failure } from '../lib/toolchain.mjs';

/**
 * The snapshot that the event types are compared with. A schema that breaks its receivers without a new version fails
 * here, when the file is checked and when it is written: only the command line's `--accept-breaking` overrules that.
 */
export async function generate() {
  const folder = await mkdtemp(path.join(tmpdir(), 'posthorn-catalog-'));
  const snapshot = path.join(folder, 'snapshot.json');
  try {
    await copyFile(path.join(root, 'posthorn.catalog.json'), snapshot).catch((error) => {
      if (error.code !== 'ENOENT') throw error;
    });
    const args = ['libs/posthorn/bin/posthorn.js', 'catalog', 'check', '--write', '--snapshot', snapshot];
    const { code, output } = await runNode(args);
    if (code !== 0) throw new Failure(output.trimEnd());
    return await readFile(snapshot, 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
