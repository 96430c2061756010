import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  chmodSync,
  readdirSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { checkFreeSpace } from '../../src/embedded-postgres/cluster.js';
import { isAlive } from '../../src/embedded-postgres/process-identity.js';
import { HolderProgram, type HolderReport } from '../support/embedded-postgres-holder.js';

const isRoot = process.geteuid?.() === 0;
const parent = mkdtempSync(join(tmpdir(), 'posthorn-embedded-'));
const stateHome = join(parent, 'state');
let program: HolderProgram;
let directory: string;
let postmasters: string[];

beforeAll(() => {
  chmodSync(parent, 0o755);
  program = new HolderProgram(join(parent, 'program'), stateHome);
});
beforeEach(() => {
  directory = mkdtempSync(join(parent, 'project-'));
  chmodSync(directory, 0o755);
  postmasters = [];
});
afterEach(async () => {
  // Whatever a failed test left behind, and only that: the servers whose data folders it was told of.
  for (const data of postmasters) {
    const pid = postmasterOf(data);
    if (pid !== null && isAlive(pid)) process.kill(pid, 'SIGQUIT');
  }
});
afterAll(async () => {
  await program.remove();
  rmSync(parent, { recursive: true, force: true, maxRetries: 5 });
});

const postmasterOf = (data: string): number | null => {
  const file = join(data, 'postmaster.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : null;
};

async function up(from: { report: Promise<HolderReport> }): Promise<HolderReport & { pid: number }> {
  const report = await from.report;
  if (report.code !== undefined) throw new Error(`${report.code}: ${report.message}`);
  postmasters.push(report.data);
  return { ...report, pid: postmasterOf(report.data) ?? 0 };
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

let made: { readonly from: string; readonly data: string } | undefined;

/**
 * Gives `directory` a cluster that was started and stopped before: copied, since making one takes as long as everything
 * else in a test. @returns its data folder
 */
async function madeCluster(): Promise<string> {
  if (made === undefined) {
    const from = mkdtempSync(join(parent, 'made-'));
    chmodSync(from, 0o755);
    const holder = program.start(from);
    const { data } = await up(holder);
    await holder.stop();
    made = { from, data: relative(from, data) };
  }
  // With its owner, who is the server's account.
  execFileSync('cp', ['-a', join(made.from, 'postgres'), directory]);
  return join(directory, made.data);
}

describe('the embedded PostgreSQL', () => {
  it('is a PostgreSQL 18 with its production defaults, reachable from this machine only, with a password of its own', async () => {
    const holder = program.start(directory);
    const { url, data } = await up(holder);
    const [row] = await query(
      url,
      `select current_setting('server_version_num')::int / 10000 as major, current_setting('fsync') as fsync,
              current_setting('synchronous_commit') as commit, current_setting('full_page_writes') as pages,
              current_setting('listen_addresses') as addresses, current_setting('TimeZone') as zone,
              current_setting('default_transaction_isolation') as isolation, current_database() as database,
              current_schemas(false)::text as path`,
    );
    expect(row).toEqual({
      major: 18,
      fsync: 'on',
      commit: 'on',
      pages: 'on',
      addresses: '127.0.0.1',
      zone: 'UTC',
      isolation: 'read committed',
      database: 'posthorn',
      path: '{public}',
    });
    const wrong = new URL(url);
    wrong.password = 'guessed';
    await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    expect(statSync(join(directory, 'postgres', 'password')).mode & 0o777).toBe(0o600);
    expect(statSync(data).mode & 0o777).toBe(0o700);
    await holder.stop();
  });

  it('keeps data and port between starts, and leaves no process behind', async () => {
    const first = program.start(directory);
    const before = await up(first);
    await query(before.url, 'create table kept as select 42 as answer');
    await first.stop();
    expect(isAlive(before.pid)).toBe(false);
    const second = program.start(directory);
    const after = await up(second);
    expect(after.url).toBe(before.url);
    expect(await query(after.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
    await second.stop();
    expect(postmasterOf(after.data)).toBeNull();
  });

  it('is one server when starts race, and the last one out stops it', async () => {
    const holders = [1, 2, 3].map(() => program.start(directory));
    const reports = await Promise.all(holders.map(up));
    expect(new Set(reports.map(({ url, pid }) => `${url} ${pid}`)).size).toBe(1);
    expect(reports.filter(({ lines }) => lines.some((line) => line.startsWith('started'))).length).toBe(1);
    const { url, pid } = reports[0] ?? (await up(holders[0] ?? program.start(directory)));
    await holders[0]?.stop();
    await holders[1]?.stop();
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await holders[2]?.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('stays up when its starter is killed, is adopted by the next start, and stopped by it', async () => {
    await madeCluster();
    const first = program.start(directory);
    const before = await up(first);
    await query(before.url, 'create table kept ()');
    await first.kill();
    const second = program.start(directory);
    const after = await up(second);
    expect(after.pid).toBe(before.pid);
    expect(after.lines.join()).toContain('joined the PostgreSQL that already runs');
    await query(after.url, 'select * from kept');
    await second.stop();
    expect(isAlive(before.pid)).toBe(false);
  });

  it('recovers what was committed after the server and its starter were both killed', async () => {
    await madeCluster();
    const first = program.start(directory);
    const before = await up(first);
    await query(before.url, 'create table kept as select 42 as answer');
    process.kill(before.pid, 'SIGKILL');
    await first.kill();
    const second = program.start(directory);
    const after = await up(second);
    expect(after.pid).not.toBe(before.pid);
    expect(await query(after.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
    await second.stop();
  });

  it.each([0, 1, 2, 3])('starts after a first start that was killed in the middle (%i)', async (step) => {
    const first = program.start(directory);
    // The moments differ in each run; each of them is a place where a half-made cluster could be taken for a whole.
    const moments = ['lock.1', 'password', 'data.new-', 'data'];
    const folder = join(directory, 'postgres');
    const moment = moments[step] ?? '';
    while (!(existsSync(folder) && readdirSync(folder).some((name) => name.startsWith(moment)))) await sleep(2);
    if (step === 2) await sleep(150);
    await first.kill();
    const second = program.start(directory);
    const { url } = await up(second);
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await second.stop();
    // An initdb that outlived its parent ends by itself; the start after that clears what it left.
    const leftovers = (): string[] => readdirSync(folder).filter((name) => name.includes('.new-'));
    for (let starts = 0; starts < 10 && leftovers().length > 0; starts += 1) {
      const next = program.start(directory);
      await up(next);
      await next.stop();
    }
    expect(leftovers()).toEqual([]);
  });

  it('outlives the Ctrl-C that the terminal sends to all processes of the application', async () => {
    await madeCluster();
    const holder = program.start(directory);
    const { url, pid } = await up(holder);
    process.kill(-(holder.process.pid ?? 0), 'SIGINT');
    await sleep(300);
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await holder.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('takes another port when its own has been taken meanwhile', async () => {
    await madeCluster();
    const port = Number(readFileSync(join(directory, 'postgres', 'port'), 'utf8'));
    const thief = createServer();
    await new Promise<void>((resolve) => thief.listen(port, '127.0.0.1', resolve));
    const holder = program.start(directory);
    const { url } = await up(holder);
    expect(Number(new URL(url).port)).not.toBe(port);
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await holder.stop();
    thief.close();
  });

  it('is not stopped by a postmaster.pid whose process id belongs to another program now', async () => {
    await madeCluster();
    const first = program.start(directory);
    const { data } = await up(first);
    const file = join(data, 'postmaster.pid');
    const lines = readFileSync(file, 'utf8').split('\n');
    await first.stop();
    writeFileSync(file, [String(process.pid), ...lines.slice(1)].join('\n'));
    const second = program.start(directory);
    const { url } = await up(second);
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await second.stop();
  });
});

describe('in a folder that other users cannot enter', () => {
  it('root gets data and programs where the server can reach them, and is told where', async () => {
    const closed = mkdtempSync(join(parent, 'home-'));
    chmodSync(closed, 0o700);
    const own = new HolderProgram(join(closed, 'program'), stateHome, 'copied');
    const holder = own.start(join(closed, '.posthorn'));
    const { url, data, lines, pid } = await up(holder);
    await query(url, 'create table kept as select 42 as answer');
    if (isRoot) {
      expect(data.startsWith(stateHome)).toBe(true);
      expect(lines.join('\n')).toContain(data);
    } else {
      expect(data.startsWith(closed)).toBe(true);
    }
    await holder.stop();
    expect(isAlive(pid)).toBe(false);
    const again = own.start(join(closed, '.posthorn'));
    const after = await up(again);
    expect(after.data).toBe(data);
    expect(await query(after.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
    await again.stop();
    await own.remove();
  });
});

describe('when it cannot start, the embedded PostgreSQL says why', () => {
  const failure = async (): Promise<HolderReport> => program.start(directory).report;

  it('the data is of another version', async () => {
    const data = await madeCluster();
    writeFileSync(join(data, 'PG_VERSION'), '17\n');
    expect(await failure()).toMatchObject({ code: 'other_version', message: expect.stringContaining('pg_upgrade') });
  });

  it('the password is gone, while the data is there', async () => {
    await madeCluster();
    rmSync(join(directory, 'postgres', 'password'));
    expect(await failure()).toMatchObject({ code: 'password_lost', message: expect.stringContaining('password') });
  });

  it('the configuration is broken: the last lines of the log are in the message', async () => {
    const data = await madeCluster();
    writeFileSync(join(data, 'postgresql.auto.conf'), "no_such_setting = 'x'\n");
    expect(await failure()).toMatchObject({
      code: 'start_failed',
      message: expect.stringContaining('no_such_setting'),
    });
  });

  it('the disk is full, with the numbers', async () => {
    await expect(checkFreeSpace(directory, 2 ** 60)).rejects.toMatchObject({
      code: 'disk_full',
      message: expect.stringMatching(/needs \d+ MB .* \d+ MB are free/),
    });
    await checkFreeSpace(directory, 1);
  });
});
