import { ResolveError, type Resolution, type Resolver } from './resolver.js';

interface Remembered {
  readonly until: number;
  readonly answer: Promise<Resolution>;
}

/** What is remembered, and for how long, in milliseconds. */
const FOUND_MS = 1000;
const NOT_FOUND_MS = 1000;
/** A name that did not answer in time costs one lookup in this time, however many attempts want it. */
const SILENT_MS = 5000;
/** A lookup never takes longer, whatever the deadline of the request: c-ares has asked twice by then. */
const LOOKUP_MS = 6000;
const MAX_UNDER_WAY = 1000;
const MAX_REMEMBERED = 10_000;

/**
 * Puts a bound around a resolver. Lookups of one name are shared and their answer is kept for a second, so that the 64
 * connections of a pool, or a receiver that closes after each answer, do not become a flood of queries. The number of
 * names under way is bounded; beyond it a lookup fails at once, as a fault of our own side.
 */
export class SharedResolver implements Resolver {
  private readonly remembered = new Map<string, Remembered>();
  private readonly waiting = new Set<(error: ResolveError) => void>();
  private underWay = 0;

  constructor(
    private readonly inner: Resolver,
    /** Milliseconds, monotonic. */
    private readonly now: () => number,
  ) {}

  async resolve(hostname: string, timeoutMs: number): Promise<Resolution> {
    const known = this.remembered.get(hostname);
    const answer = known !== undefined && known.until > this.now() ? known.answer : this.look(hostname);
    return this.within(answer, hostname, timeoutMs);
  }

  /** Ends the waiting of everybody who waits. */
  close(): void {
    this.remembered.clear();
    this.inner.close?.();
    for (const abandon of this.waiting) abandon(new ResolveError('resolver_unavailable', 'The resolver is closed.'));
  }

  private look(hostname: string): Promise<Resolution> {
    if (this.underWay >= MAX_UNDER_WAY) {
      return Promise.reject(new ResolveError('resolver_unavailable', 'Too many names are being looked up.'));
    }
    this.underWay += 1;
    const began = this.now();
    const answer = this.within(this.inner.resolve(hostname, LOOKUP_MS), hostname, LOOKUP_MS);
    this.remember(hostname, answer, Infinity);
    const settled = (keepMs: number): void => {
      this.underWay -= 1;
      this.remember(hostname, answer, this.now() + keepMs);
    };
    answer.then(
      () => settled(FOUND_MS),
      () => settled(this.now() - began >= LOOKUP_MS / 2 ? SILENT_MS : NOT_FOUND_MS),
    );
    return answer;
  }

  private remember(hostname: string, answer: Promise<Resolution>, until: number): void {
    this.remembered.delete(hostname);
    this.remembered.set(hostname, { until, answer });
    for (const oldest of this.remembered.keys()) {
      if (this.remembered.size <= MAX_REMEMBERED) break;
      this.remembered.delete(oldest);
    }
  }

  private within(answer: Promise<Resolution>, hostname: string, timeoutMs: number): Promise<Resolution> {
    return new Promise((resolve, reject) => {
      const abandon = (error: ResolveError): void => end(() => reject(error));
      const timer = setTimeout(
        () => abandon(new ResolveError('host_not_found', `${hostname} did not resolve in time.`)),
        timeoutMs,
      );
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        this.waiting.delete(abandon);
        settle();
      };
      this.waiting.add(abandon);
      answer.then(
        (found) => end(() => resolve(found)),
        (error: unknown) =>
          end(() => reject(error instanceof Error ? error : new Error('lookup failed', { cause: error }))),
      );
    });
  }
}
