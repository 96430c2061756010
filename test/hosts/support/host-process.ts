import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';

const STARTS_WITHIN_MS = 180_000;
const ENDS_WITHIN_MS = 60_000;

/** A running host: it has printed its URL and waits for a line on its standard input. */
export class HostProcess {
  private errors = '';
  readonly exited: Promise<number | null>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly lines: Interface,
  ) {
    this.exited = new Promise((resolve) => child.once('exit', resolve));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
  }

  /** What it serves, the first of them in `call`; none for a process that serves nothing. */
  urls: readonly string[] = [];

  static async start(
    file: string,
    folder: string,
    environment: Readonly<Record<string, string>>,
  ): Promise<HostProcess> {
    const { PATH = '' } = process.env;
    const child = spawn(process.execPath, [file], { cwd: folder, env: { PATH, ...environment }, stdio: 'pipe' });
    const host = new HostProcess(child, createInterface({ input: child.stdout }));
    try {
      host.urls = (await host.line<{ urls: readonly string[] }>(STARTS_WITHIN_MS)).urls;
    } catch (error) {
      await host.kill();
      throw error;
    }
    return host;
  }

  /** What it has written to its standard error: warnings of Nest and of Node. */
  get stderr(): string {
    return this.errors;
  }

  /** @param path of the first URL, or absolute */
  async call<Body>(method: string, path: string, body?: unknown): Promise<{ status: number; body: Body }> {
    const response = await fetch(new URL(path, this.urls[0]), {
      method,
      headers: { authorization: 'Bearer host', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as Body };
  }

  /** Closes the application; the process has to end by itself, which it does when no timer and no socket is left. */
  async close(): Promise<number | null> {
    this.child.stdin?.write('close\n');
    const { left } = await this.line<{ left: readonly string[] }>(ENDS_WITHIN_MS);
    return this.within(this.exited, ENDS_WITHIN_MS, `end; left were ${left.join(', ')}`);
  }

  async kill(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL');
    await this.exited;
  }

  private async line<Content>(milliseconds: number): Promise<Content> {
    const next = new Promise<string>((resolve, reject) => {
      this.lines.once('line', resolve);
      void this.exited.then((code) => reject(new Error(`The host ended with ${code}:\n${this.errors}`)));
    });
    return JSON.parse(await this.within(next, milliseconds, 'answer')) as Content;
  }

  private async within<T>(work: Promise<T>, milliseconds: number, what: string): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`The host did not ${what} within ${milliseconds} ms:\n${this.errors}`)),
        milliseconds,
      );
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
