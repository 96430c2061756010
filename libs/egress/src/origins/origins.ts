import type { SecureContext } from 'node:tls';
import { secureContext, type TlsPolicy } from '../dial/tls.js';
import type { Dialler } from '../dial/dialler.js';
import type { AllowedUrl } from '../url/check-url.js';
import { Origin } from './origin.js';

export interface OriginsOptions {
  readonly connectionsPerOrigin: number;
  readonly maxOrigins: number;
  readonly keepAliveMs: number;
}

const SWEEP_MS = 1000;
/** Sweeps without a request after which an origin is let go: its connections have ended by then in any case. */
const IDLE_SWEEPS = 40;

/**
 * The origins that requests go to, each with its kept connections. One per origin and TLS policy: a connection that was
 * made without verification, or with another authority, must never carry a request that asked for more. The address
 * policy needs no part in the key, since it never changes during a sender's life.
 */
export class Origins {
  private readonly origins = new Map<string, Origin>();
  private readonly ending = new Set<Promise<void>>();
  private systemContext: SecureContext | undefined;
  private timer: NodeJS.Timeout | undefined;
  private sweeps = 0;

  constructor(
    private readonly dialler: Dialler,
    private readonly options: OriginsOptions,
  ) {}

  /** How many are kept at present. */
  get size(): number {
    return this.origins.size;
  }

  /** The origin of a checked URL under a TLS policy, made when it is new. */
  for(url: AllowedUrl, tls: TlsPolicy): Origin {
    const key = tls.verify && tls.ca === undefined ? url.origin : `${url.origin} ${tls.verify} ${tls.ca ?? ''}`;
    return this.origins.get(key) ?? this.open(key, url, tls);
  }

  /** Ends every connection and the timer. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    for (const [key, origin] of this.origins) this.end(key, origin);
    await Promise.all(this.ending);
  }

  /** @internal Lets go of unused origins and ends floods. Called every second while there are origins. */
  sweep(): void {
    this.sweeps += 1;
    for (const [key, origin] of this.origins) {
      if (origin.isIdle && this.sweeps - origin.usedAt > IDLE_SWEEPS) this.end(key, origin);
      else origin.endFloods();
    }
    if (this.origins.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private open(key: string, url: AllowedUrl, policy: TlsPolicy): Origin {
    const { hostname, port, protocol, origin: address } = url;
    const tls = protocol === 'https:' ? { tls: { policy, context: this.contextFor(policy) } } : {};
    const { connectionsPerOrigin: connections, keepAliveMs, maxOrigins } = this.options;
    const origin = new Origin(
      { url: address, target: { hostname, port, ...tls }, connections, keepAliveMs },
      this.dialler,
      () => this.sweeps,
    );
    origin.usedAt = this.sweeps;
    if (this.origins.size >= maxOrigins) this.endLongestUnused();
    this.origins.set(key, origin);
    this.timer ??= setInterval(() => this.sweep(), SWEEP_MS).unref();
    return origin;
  }

  private contextFor(policy: TlsPolicy): SecureContext {
    if (policy.ca !== undefined) return secureContext(policy);
    this.systemContext ??= secureContext(policy);
    return this.systemContext;
  }

  /** When all are in use there are more than the bound for a while: their number is that of the requests under way. */
  private endLongestUnused(): void {
    let oldest: [string, Origin] | undefined;
    for (const [key, origin] of this.origins) {
      if (origin.isIdle && (oldest === undefined || origin.usedAt < oldest[1].usedAt)) oldest = [key, origin];
    }
    if (oldest !== undefined) this.end(...oldest);
  }

  private end(key: string, origin: Origin): void {
    this.origins.delete(key);
    const ended = origin.destroy().finally(() => this.ending.delete(ended));
    this.ending.add(ended);
  }
}
