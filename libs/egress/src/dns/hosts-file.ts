import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';

/** How old the file's contents may become before it is read again, in milliseconds. */
const REFRESH_MS = 10_000;

/** Reads the text of a hosts file into addresses by lower-case name. Lines that are none are passed over. */
export function parseHosts(text: string): ReadonlyMap<string, readonly string[]> {
  const hosts = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (isIP(address) === 0) continue;
    for (const name of names) {
      const key = name.toLowerCase();
      const known = hosts.get(key);
      if (known === undefined) hosts.set(key, [address]);
      else if (!known.includes(address)) known.push(address);
    }
  }
  return hosts;
}

/**
 * The machine's hosts file. DNS queries made without `getaddrinfo` do not see it, but developers' and containers' names
 * live there. It is read at the first lookup and then, in the background, at most every 10 seconds: a lookup waits for
 * the file system once at most.
 */
export class HostsFile {
  private hosts: ReadonlyMap<string, readonly string[]> = new Map();
  private readAt = -Infinity;
  private first: Promise<void> | undefined;

  constructor(
    /** Null: there is none. */
    private readonly path: string | null,
    private readonly now: () => number,
  ) {}

  /** The addresses that the file gives a lower-case name, or none. */
  async lookup(name: string): Promise<readonly string[]> {
    this.first ??= this.read();
    await this.first;
    if (this.now() - this.readAt > REFRESH_MS) void this.read();
    return this.hosts.get(name) ?? [];
  }

  private async read(): Promise<void> {
    this.readAt = this.now();
    if (this.path === null) return;
    try {
      this.hosts = parseHosts(await readFile(this.path, 'utf8'));
    } catch {
      // A machine without the file, or with an unreadable one, has no names of its own.
      this.hosts = new Map();
    }
  }
}
