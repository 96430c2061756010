import { hostname } from 'node:os';
import type { Queryable } from '@posthorn/database';
import type { EngineStatements } from '../engine/engine-statements.js';
import type { Monotonic } from '../engine/monotonic.js';
import { plainArray } from '../dispatcher/pg-array.js';

export interface ProcessShareDeps {
  readonly database: Queryable;
  readonly statements: EngineStatements;
  readonly monotonic: Monotonic;
  readonly newUuid: () => string;
  readonly version: string;
  /** How long a process counts as alive after a heartbeat, milliseconds. */
  readonly length: number;
}

interface ProcessRow {
  readonly id: string;
  readonly ordinal: string;
  readonly seen: string;
}

/**
 * This process's part of every cap that holds across processes (RULES 12). Live dispatchers divide each cap evenly, the
 * remainder goes to the oldest; a newcomer has nothing until every live one has said that it leaves room for it. So
 * the parts never add up to more than the cap.
 */
export class ProcessShare {
  private id: string;
  private live = 1;
  private rank = 0;
  private admitted = false;
  private admittedAt = -Infinity;
  private beatAt = -Infinity;
  private triedAt = -Infinity;
  /** Ordinals that the parts in use leave room for. */
  private reckoned: readonly string[] = [];

  constructor(private readonly deps: ProcessShareDeps) {
    this.id = deps.newUuid();
  }

  /** @param cap of all processes together */
  readonly of = (cap: number): number => {
    if (!this.admitted) return 0;
    return Math.floor(cap / this.live) + (this.rank < cap % this.live ? 1 : 0);
  };

  /** A heartbeat is due: four fit into the time that one is good for, so that two may be lost. */
  get isDue(): boolean {
    return this.deps.monotonic.now() - this.triedAt >= this.deps.length / 4;
  }

  /**
   * One heartbeat. What changed is in force when it returns, as far as this process is concerned.
   * @param keepsWithin whether nothing is in flight beyond the parts that are in force: until then nobody new is
   *   told that there is room
   * @returns true when the parts have changed
   */
  async beat(keepsWithin: boolean): Promise<boolean> {
    const { database, statements, monotonic, length, newUuid, version } = this.deps;
    const sentAt = monotonic.now();
    this.triedAt = sentAt;
    // Counted as gone meanwhile, it comes back as a newcomer: the others may have taken its part.
    if (sentAt - this.beatAt >= length) {
      this.id = newUuid();
      this.admitted = false;
    }
    const told = keepsWithin ? this.reckoned : [];
    const { rows } = await database.query<ProcessRow>(statements.heartbeat, [
      this.id,
      hostname(),
      version,
      length / 1000,
      plainArray(told),
    ]);
    this.beatAt = sentAt;
    return this.divide(rows);
  }

  /** It has registered, and has not left since. */
  get isListed(): boolean {
    return this.beatAt !== -Infinity;
  }

  /** False: the others leave no room for this process yet. */
  get isAdmitted(): boolean {
    return this.admitted;
  }

  /** For how long it has had its parts, seconds. */
  get heldFor(): number {
    return this.admitted ? (this.deps.monotonic.now() - this.admittedAt) / 1000 : 0;
  }

  /** True when no heartbeat got through for so long that others may count this process as gone: start nothing. */
  isOver(): boolean {
    return this.admitted && this.deps.monotonic.now() - this.beatAt >= this.deps.length * 0.9;
  }

  /** Off the list. Never rejects: the heartbeat ends by itself. */
  async leave(): Promise<void> {
    if (this.beatAt === -Infinity) return;
    this.beatAt = this.triedAt = -Infinity;
    this.admitted = false;
    await this.deps.database.query(this.deps.statements.leave, [this.id]).catch(() => undefined);
  }

  private divide(rows: readonly ProcessRow[]): boolean {
    const mine = rows.find(({ id }) => id === this.id);
    if (mine === undefined) return false;
    const before = [this.live, this.rank, this.admitted].join();
    const others = rows.filter(({ id }) => id !== this.id);
    // Once in, it stays in: only newcomers wait for the others.
    if (!this.admitted) {
      this.admitted = others.every(({ seen }) =>
        (JSON.parse(seen) as (number | string)[]).map(String).includes(mine.ordinal),
      );
      this.admittedAt = this.deps.monotonic.now();
    }
    this.live = rows.length;
    this.rank = others.filter(({ ordinal }) => BigInt(ordinal) < BigInt(mine.ordinal)).length;
    this.reckoned = rows.map(({ ordinal }) => ordinal);
    return [this.live, this.rank, this.admitted].join() !== before;
  }
}
