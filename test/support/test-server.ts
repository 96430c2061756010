import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../src/embedded-postgres/index.js';

let starting: Promise<string> | undefined;

async function start(): Promise<string> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined && given !== '') return given;
  const folder = process.env['POSTHORN_TEST_FOLDER'];
  if (folder === undefined) {
    throw new Error('Database tests run under Jest (npm run jest -- --selectProjects db) or with TEST_DATABASE_URL.');
  }
  // Every worker comes here; the first starts the server, the others join it. The run's teardown stops it.
  const server = await startEmbeddedPostgres({
    directory: folder,
    durable: false,
    settings: { max_connections: '300', shared_buffers: '128MB' },
  });
  writeFileSync(join(folder, 'server.json'), JSON.stringify({ data: server.dataDirectory }));
  return server.url;
}

/** The URL of the run's one PostgreSQL, started when first asked for. Its user may create databases. */
export function testServerUrl(): Promise<string> {
  return (starting ??= start());
}
