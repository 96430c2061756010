import type { Queryable } from '@posthorn/database';
import type { EngineLogger, GuardedObserver } from '../engine/engine-ports.js';
import type { EngineStatements } from '../engine/engine-statements.js';
import type { Monotonic } from '../engine/monotonic.js';
import { plainArray } from '../dispatcher/pg-array.js';
import { Lease } from './lease.js';

export interface LeaseKeeperDeps {
  readonly database: Queryable;
  readonly statements: EngineStatements;
  readonly monotonic: Monotonic;
  readonly logger: EngineLogger;
  readonly observer: GuardedObserver;
  /** Milliseconds. */
  readonly length: number;
  readonly maxLostClaims: number;
  /** Leases were lost: what waits under them is to be dropped. Must not throw. */
  readonly onLost: () => void;
}

/** Leases reaped by one statement; the rest follows at the next poll. */
const REAP_AT_ONCE = 20;

/** The leases of this process: renews them, gives up those that it could not renew, takes over those of the dead. */
export class LeaseKeeper {
  private readonly leases = new Map<string, Lease>();
  private renewing = false;
  /** Said already. */
  private failed = false;

  constructor(private readonly deps: LeaseKeeperDeps) {}

  get count(): number {
    return this.leases.size;
  }

  /** @param claimedAt when the claim was sent, monotonic milliseconds: the lease cannot have begun earlier */
  open(token: string, claimedAt: number): Lease {
    let lease = this.leases.get(token);
    if (lease === undefined) {
      lease = new Lease(token, this.deadlineFrom(claimedAt));
      this.leases.set(token, lease);
    }
    return lease;
  }

  ended(lease: Lease): void {
    this.leases.delete(lease.token);
  }

  /** Gives a claim up that nothing can be done with: it is not renewed and comes back when it expires. */
  abandon(lease: Lease): void {
    lease.lose();
    this.leases.delete(lease.token);
    this.deps.onLost();
  }

  all(): readonly Lease[] {
    return [...this.leases.values()];
  }

  /**
   * Renews everything, to be called every third of the length. A process that cannot renew loses its leases before
   * the database ends them, so that its requests are over when another process may start the same ones.
   * @returns false when it failed: to be repeated soon
   */
  async renew(): Promise<boolean> {
    if (this.leases.size === 0 || this.renewing) return true;
    this.renewing = true;
    const { monotonic, database, statements, length } = this.deps;
    const sentAt = monotonic.now();
    const held = this.all().filter((lease) => !lease.lost);
    try {
      const { rows } = await database.query<{ token: string }>(statements.renewLeases, [
        plainArray(held.map(({ token }) => token)),
        length / 1000,
      ]);
      const renewed = new Set(rows.map(({ token }) => token));
      let lost = 0;
      for (const lease of held) {
        if (renewed.has(lease.token)) lease.deadline = this.deadlineFrom(sentAt);
        else if (!lease.ended && !lease.lost && this.leases.has(lease.token)) {
          lease.lose();
          lost++;
        }
      }
      if (lost > 0) {
        this.deps.logger.warn('Leases were lost: this process was too slow to renew them', { leases: lost });
        this.deps.onLost();
      }
      this.failed = false;
      return true;
    } catch (error) {
      const level = this.failed ? 'debug' : 'warn';
      this.deps.logger[level]('Leases could not be renewed and are tried again', { leases: held.length, error });
      this.failed = true;
      return false;
    } finally {
      this.renewing = false;
    }
  }

  /** Gives up what has not been renewed in time. To be called often: it is all that a database outage leaves us. */
  expire(): void {
    const now = this.deps.monotonic.now();
    let lost = 0;
    for (const lease of this.leases.values()) {
      if (!lease.lost && lease.deadline <= now) {
        lease.lose();
        lost++;
      }
      if (lease.lost && lease.open <= 0) this.leases.delete(lease.token);
    }
    if (lost > 0) {
      this.deps.logger.warn('Leases ran out before they could be renewed; their requests are ended', { leases: lost });
      this.deps.onLost();
    }
  }

  /** Takes back what dead processes had claimed. @returns how many leases */
  async reap(): Promise<number> {
    const { database, statements, maxLostClaims, observer, logger } = this.deps;
    const { rows } = await database.query<{ leases: number; events: number; deliveries: number }>(
      statements.reapLeases,
      [maxLostClaims, REAP_AT_ONCE],
    );
    const report = rows[0];
    if (report === undefined || report.leases === 0) return 0;
    logger.warn('Took over what a process had claimed that is gone', { ...report });
    observer.leasesReaped(report);
    return report.leases;
  }

  /** A tenth is kept back: our request has to be over before the database lets others begin. */
  private deadlineFrom(moment: number): number {
    return moment + this.deps.length * 0.9;
  }
}
