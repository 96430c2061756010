import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const VERIFIED = /(\d+) of \1 deliveries received and verified, 1 after a retry/;
const root = path.resolve(import.meta.dirname, '../..');

/** The demo as a user starts it, in a state folder of its own and with its own PostgreSQL. */
class Demo {
  private readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  output = '';

  constructor(
    readonly stateFolder: string,
    args: readonly string[] = [],
    environment: NodeJS.ProcessEnv = {},
  ) {
    const { DATABASE_URL: _database, POSTHORN_ADMIN_TOKEN: _token, ...inherited } = process.env;
    this.child = spawn(process.execPath, ['scripts/demo.mjs', ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...inherited, PORT: '0', POSTHORN_STATE_DIR: stateFolder, ...environment },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
    this.ended = new Promise((resolve) => this.child.once('exit', resolve));
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Waits until the output matches. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    const deadline = Date.now() + 180_000;
    while (Date.now() < deadline) {
      const match = pattern.exec(this.output);
      if (match) return match;
      if (this.child.exitCode !== null) break;
      await sleep(50);
    }
    throw new Error(`The demo did not say ${String(pattern)}:\n${this.output}`);
  }
}

/** Whether the PostgreSQL of the folder answers, on the port that it had when it ran. */
async function postgresAnswers(stateFolder: string): Promise<boolean> {
  const port = Number(await readFile(path.join(stateFolder, 'postgres/port'), 'utf8'));
  expect(port).toBeGreaterThan(0);
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const settle = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', settle(true)).once('error', settle(false));
  });
}

async function eventually(condition: () => Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline) {
    if (await condition()) return true;
    await sleep(100);
  }
  return false;
}

async function answers(base: string): Promise<boolean> {
  return fetch(`${base}/healthz`).then(
    () => true,
    () => false,
  );
}

// One folder for all of them, as it is where a user starts the demo again and again.
describe('the demo', () => {
  let stateFolder: string;
  let demo: Demo | undefined;

  beforeAll(async () => {
    stateFolder = await mkdtemp(path.join(tmpdir(), 'posthorn-demo-'));
    await chmod(stateFolder, 0o755);
  });

  afterEach(async () => {
    demo?.kill('SIGTERM');
    await demo?.ended;
  });

  afterAll(() => rm(stateFolder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 }));

  it('ends with 0 once every delivery was received and verified', async () => {
    demo = new Demo(stateFolder, ['--once']);
    const code = await demo.ended;
    expect(demo.output).toMatch(VERIFIED);
    expect(code).toBe(0);
    expect(await postgresAnswers(stateFolder)).toBe(false);
  });

  it('tells the same story again, serves on after it, and leaves nothing behind when it is interrupted', async () => {
    demo = new Demo(stateFolder);
    await demo.says(/Serving\./);
    expect(demo.output).toMatch(VERIFIED);
    const [, base = ''] = await demo.says(/API\s+(http:\/\/[^/]+)\/docs/);
    expect(await answers(base)).toBe(true);
    expect(await postgresAnswers(stateFolder)).toBe(true);
    const token = (await readFile(path.join(stateFolder, 'admin-token'), 'utf8')).trim();
    expect(demo.output).toContain(token);
    demo.kill('SIGINT');
    expect(await demo.ended).toBe(0);
    expect(await answers(base)).toBe(false);
    expect(await postgresAnswers(stateFolder)).toBe(false);
  });

  it('takes the application with it even when it is killed', async () => {
    demo = new Demo(stateFolder);
    const [, base = ''] = await demo.says(/The application\s+(http:\/\/[^,\s]+)/);
    demo.kill('SIGKILL');
    await demo.ended;
    expect(await eventually(async () => !(await answers(base)))).toBe(true);
    expect(await eventually(async () => !(await postgresAnswers(stateFolder)))).toBe(true);
  });

  it('ends with 1 and the reason when the application cannot start', async () => {
    const unused = path.join(stateFolder, 'unused');
    // With a variable that it cannot use, since for a database that is away it waits half a minute.
    const environment = { DATABASE_URL: 'postgres://nobody:wrong@127.0.0.1:1/nothing', POSTHORN_POLL_MS: 'often' };
    demo = new Demo(unused, ['--once'], environment);
    expect(await demo.ended).toBe(1);
    expect(demo.output).toContain('The application did not start');
    expect(demo.output).toContain('POSTHORN_POLL_MS');
    expect(existsSync(path.join(unused, 'postgres'))).toBe(false);
  });
});
