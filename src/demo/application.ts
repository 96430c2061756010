import { fork, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

/** The application did not come up, or went away. The message says what to do. */
export class ApplicationError extends Error {
  readonly code = 'application_failed';

  constructor(message: string) {
    super(message);
    this.name = 'ApplicationError';
  }
}

const START_TIMEOUT_MS = 90_000;
/** Longer than the default grace of a shutdown, 25 s. */
const STOP_TIMEOUT_MS = 40_000;

/** The monolith as a child process, on the embedded PostgreSQL unless `DATABASE_URL` names another. */
export class Application {
  private constructor(
    readonly base: string,
    /** Where a generated token is kept; null when the environment gives it. */
    readonly tokenFile: string | null,
    private readonly child: ChildProcess,
    private readonly output: () => string,
  ) {}

  /**
   * @param root folder of the project
   * @param allow CIDR that deliveries may reach
   * @throws ApplicationError when it does not become ready
   */
  static async start(root: string, allow: string): Promise<Application> {
    const host = '127.0.0.1';
    const port = await choosePort(host);
    const stateFolder = path.resolve(root, process.env['POSTHORN_STATE_DIR'] ?? '.posthorn');
    const main = pathToFileURL(path.join(root, 'dist/src/main.js')).href;
    const child = fork(path.join(root, 'dist/src/demo/serve.js'), [main], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Out of the terminal's reach: Ctrl-C would come twice, and the second signal means "leave at once".
      detached: true,
      env: {
        ...process.env,
        NODE_ENV: 'development',
        HOST: host,
        PORT: String(port),
        POSTHORN_ROLE: 'all',
        POSTHORN_LOG_LEVEL: process.env['POSTHORN_LOG_LEVEL'] ?? 'warn',
        POSTHORN_STATE_DIR: stateFolder,
        POSTHORN_EGRESS_ALLOW: allow,
        POSTHORN_ALLOW_HTTP: 'true',
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-20_000)));
    }
    const tokenFile = process.env['POSTHORN_ADMIN_TOKEN'] ? null : path.join(stateFolder, 'admin-token');
    const application = new Application(`http://${host}:${port}`, tokenFile, child, () => output);
    await application.ready();
    return application;
  }

  /** The admin token, given or generated. */
  async token(): Promise<string> {
    return process.env['POSTHORN_ADMIN_TOKEN'] ?? (await readFile(this.tokenFile ?? '', 'utf8')).trim();
  }

  /** Resolves when the process has ended. */
  ended(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      this.child.once('exit', () => {
        resolve();
      });
    });
  }

  /** What it printed last, for a failure. */
  lastWords(): string {
    return this.output();
  }

  /** Shuts it down and waits for its end; an application that hangs is killed. */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    const forced = setTimeout(() => this.child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await this.ended();
    clearTimeout(forced);
  }

  private async ready(): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (Date.now() < deadline) {
      if (this.child.exitCode !== null) throw new ApplicationError(`The application did not start:\n${this.output()}`);
      const response = await fetch(`${this.base}/readyz`).catch(() => undefined);
      await response?.body?.cancel();
      if (response?.ok) return;
      await sleep(50);
    }
    await this.stop();
    throw new ApplicationError(`The application was not ready after ${START_TIMEOUT_MS / 1000} s:\n${this.output()}`);
  }
}

/** The port that `PORT` asks for, which must be free; without it 3000, or any when 3000 is taken. */
async function choosePort(host: string): Promise<number> {
  const wanted = process.env['PORT'];
  const port = await freePort(host, wanted ? Number(wanted) : 3000);
  if (port !== null) return port;
  if (wanted) throw new ApplicationError(`Port ${wanted} is taken: set PORT to another one, or leave it out.`);
  return (await freePort(host, 0)) ?? 0;
}

/** The port if nobody listens on it; for 0 any free one. */
function freePort(host: string, port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => {
      resolve(null);
    });
    probe.listen(port, host, () => {
      const address = probe.address();
      probe.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : null);
      });
    });
  });
}
