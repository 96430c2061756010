import { describe } from '@jest/globals';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { BASE_PACKAGES } from './support/base-packages.js';
import { hostCases } from './support/host-cases.js';

/** Generates the client, as the developer of the host does. */
async function generate(folder: string): Promise<void> {
  await writeFile(path.join(folder, 'prisma.config.ts'), `export default { schema: 'src/prisma/schema.prisma' };\n`);
  const program = path.join(folder, 'node_modules/prisma/build/index.js');
  await promisify(execFile)(process.execPath, [program, 'generate'], {
    cwd: folder,
    // The client needs no engine; the one for migrations is fetched unless it is said to be there.
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', PRISMA_HIDE_UPDATE_MESSAGE: '1' },
  });
}

describe('a Nest 12 host with Prisma', () => {
  hostCases({
    app: 'prisma',
    packages: [...BASE_PACKAGES, '@prisma/client', '@prisma/adapter-pg', 'prisma@^7.0.0'],
    // The generated sources import each other as .ts, and Prisma's declarations want the DOM.
    compilerOptions: { skipLibCheck: true, rewriteRelativeImportExtensions: true },
    prepare: generate,
  });
});
