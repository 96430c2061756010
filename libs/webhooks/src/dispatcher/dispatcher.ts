import type { Sender, SendOutcome } from '@posthorn/egress';
import type { Clock } from '../common/clock.js';
import type { Configuration } from '../configuration/configuration.js';
import type { WebhookConfig } from '../configuration/webhook-config.js';
import type { EngineOptions } from '../engine/engine-options.js';
import type { GuardedObserver } from '../engine/engine-ports.js';
import type { Monotonic } from '../engine/monotonic.js';
import { judge, judgeUnsendable, type Judgement } from './judgement.js';
import { Lane } from './lane.js';
import type { OutcomeRow } from './outcome-row.js';
import { attempted, interrupted } from './outcome-rows.js';
import { buildRequest, type BuiltRequest } from './request-builder.js';
import { UnsendableError } from './unsendable.error.js';
import type { WorkItem, WorkLane } from './work-item.js';

export interface DispatcherDeps {
  readonly sender: Sender;
  readonly clock: Clock;
  readonly monotonic: Monotonic;
  readonly random: () => number;
  /** This process's part of a cap that holds across processes. */
  readonly share: (cap: number) => number;
  /** False: others may count this process as gone, so nothing may be started. */
  readonly mayStart: () => boolean;
  readonly options: EngineOptions;
  readonly observer: GuardedObserver;
  /** Takes an outcome to be stored. */
  readonly record: (row: OutcomeRow) => void;
  /** Something ended: there may be room for more. Must not throw. */
  readonly onProgress: () => void;
}

/** Length of a tick of `tick()`, milliseconds. */
export const TICK = 100;
/** Ticks after which an item that still waits goes to the queue: others may have a slot for it. */
const SPILL_TICKS = 10;

/**
 * Sends what this process holds. Lanes with something to start take turns; one lane holds at most its cap; an
 * attempt that is slow to answer gives its slot up, so that a receiver that hangs takes nothing from the others.
 */
export class Dispatcher {
  private readonly lanes = new Map<string, WorkLane>();
  private ring: WorkLane[] = [];
  private ringHead = 0;
  private readonly fast = new Set<WorkItem>();
  private readonly slow = new Set<WorkItem>();
  /** Slow lanes that found every request open. */
  private blocked: WorkLane[] = [];
  private stopping = false;
  private pumping = false;
  /** Items that wait in all lanes. */
  waiting = 0;
  /** Of those, fresh events. */
  waitingEvents = 0;

  constructor(private readonly deps: DispatcherDeps) {}

  get inFlight(): number {
    return this.fast.size + this.slow.size;
  }

  /** Requests that are open now, oldest first within each speed. */
  *open(): Iterable<WorkItem> {
    yield* this.slow;
    yield* this.fast;
  }

  allLanes(): Iterable<WorkLane> {
    return this.lanes.values();
  }

  lane(webhook: WebhookConfig): WorkLane {
    let lane = this.lanes.get(webhook.id);
    if (lane === undefined) {
      lane = new Lane(webhook, this.deps.options.worker.batchSize * 2, this.deps.share);
      this.lanes.set(webhook.id, lane);
    } else if (lane.config !== webhook) {
      // The claim that brought this configuration sends with it: the poll, which tells all lanes, may be a second away.
      lane.configure(webhook);
    }
    return lane;
  }

  findLane(webhookId: string): WorkLane | undefined {
    return this.lanes.get(webhookId);
  }

  /**
   * Takes over a changed configuration.
   * @returns what waited for webhooks that may not be sent to any more, taken out of their lanes
   */
  configure(configuration: Configuration): WorkItem[] {
    const dropped: WorkItem[] = [];
    for (const lane of this.lanes.values()) {
      const config = configuration.webhooks.get(lane.webhookId);
      if (config !== undefined) lane.configure(config);
      if (config?.state !== 'active') dropped.push(...lane.waiting.takeWhere(() => true));
      if (config === undefined && lane.inFlight === 0) this.lanes.delete(lane.webhookId);
    }
    dropped.forEach((item) => this.left(item));
    return dropped;
  }

  /** The parts of this process have changed. */
  reshare(): void {
    for (const lane of this.lanes.values()) {
      lane.configure(lane.config);
      this.offer(lane);
    }
    this.pump();
  }

  /** Whether no lane has more in flight than its part. */
  keepsWithin(): boolean {
    for (const lane of this.lanes.values()) if (lane.inFlight > lane.cap) return false;
    return true;
  }

  enqueue(item: WorkItem): void {
    item.lane.waiting.push(item);
    this.waiting++;
    if (item.origin === 'outbox') this.waitingEvents++;
    this.offer(item.lane);
  }

  /** Starts what can be started. Called once after a batch of `enqueue`, and by every attempt that ends. */
  pump(): void {
    // An attempt that cannot be built ends within `start` and would call this again, one level deeper for each.
    if (this.pumping) return;
    this.pumping = true;
    this.startWhatCanBeStarted();
    this.pumping = false;
  }

  private startWhatCanBeStarted(): void {
    const { worker } = this.deps.options;
    while (!this.stopping && this.deps.mayStart()) {
      const lane = this.ring[this.ringHead];
      if (lane === undefined) return;
      const slow = lane.isSlow(worker.slowAfter);
      if (!slow && this.fast.size >= worker.concurrency) return;
      this.ringHead++;
      if (this.ringHead > 512) {
        this.ring = this.ring.slice(this.ringHead);
        this.ringHead = 0;
      }
      if (slow && this.inFlight >= worker.maxOpenRequests) {
        // Stays marked as in the ring: it comes back when a request has ended, and holds up nobody meanwhile.
        this.blocked.push(lane);
        continue;
      }
      lane.inRing = false;
      if (lane.canStart() && this.takeToken(lane)) this.start(lane, slow);
      this.offer(lane);
    }
  }

  /**
   * To be called every `TICK`: moves slow attempts out of the slots and returns what has waited too long, or waits in
   * larger numbers than its webhook can take, newest first.
   */
  tick(): WorkItem[] {
    const now = this.deps.monotonic.now();
    const { slowAfter } = this.deps.options.worker;
    for (const lane of this.lanes.values()) lane.oldestOpen = 0;
    for (const item of this.fast) {
      if (now - item.startedAt < slowAfter) break;
      this.fast.delete(item);
      this.slow.add(item);
      item.slow = true;
    }
    for (const item of this.slow) item.lane.oldestOpen = Math.max(item.lane.oldestOpen, now - item.startedAt);
    const spilled: WorkItem[] = [];
    for (const lane of this.lanes.values()) {
      if (lane.waiting.length === 0) continue;
      spilled.push(...lane.waiting.takeNewest(lane.waiting.length - lane.limit));
      // Only behind the webhook's own limits: what waits for a slot of this process would wait in the queue as well.
      if (lane.isFull(now)) spilled.push(...lane.waiting.takeWhere((item) => ++item.waitedTicks > SPILL_TICKS));
    }
    spilled.forEach((item) => this.left(item));
    this.pump();
    return spilled;
  }

  /** Starts nothing any more and hands out everything that waits. */
  stop(): WorkItem[] {
    this.stopping = true;
    const waiting = [...this.lanes.values()].flatMap((lane) => lane.waiting.takeWhere(() => true));
    waiting.forEach((item) => this.left(item));
    return waiting;
  }

  /** Ends every open request; each is recorded with an unknown outcome and goes on elsewhere. */
  abort(): void {
    for (const item of this.open()) item.lease.abort();
  }

  /** Takes out of the lanes what waits under leases that are gone. */
  dropLost(): number {
    let dropped = 0;
    for (const lane of this.lanes.values()) {
      for (const item of lane.waiting.takeWhere(({ lease }) => lease.lost)) {
        item.lease.open--;
        item.end();
        this.left(item);
        dropped++;
      }
    }
    return dropped;
  }

  /** It does not wait here any more. */
  private left(item: WorkItem): void {
    this.waiting--;
    if (item.origin === 'outbox') this.waitingEvents--;
  }

  private offer(lane: WorkLane): void {
    if (lane.inRing || !lane.canStart()) return;
    lane.inRing = true;
    this.ring.push(lane);
  }

  private unblock(): void {
    const lane = this.blocked.shift();
    if (lane === undefined) return;
    lane.inRing = false;
    this.offer(lane);
  }

  /** Without a token the lane leaves the ring until there is one. */
  private takeToken(lane: WorkLane): boolean {
    if (lane.bucket === null) return true;
    const now = this.deps.monotonic.now();
    if (lane.bucket.take(now)) return true;
    lane.inRing = true;
    const wait = lane.bucket.wait(now) ?? 1000;
    const timer = setTimeout(() => {
      lane.inRing = false;
      this.offer(lane);
      this.pump();
    }, Math.ceil(wait));
    timer.unref();
    return false;
  }

  private start(lane: WorkLane, slow: boolean): void {
    const item = lane.waiting.shift();
    if (item === undefined) return;
    this.left(item);
    lane.inFlight++;
    item.startedAt = this.deps.monotonic.now();
    item.slow = slow;
    (slow ? this.slow : this.fast).add(item);
    void this.attempt(item);
  }

  /** Never rejects. */
  private async attempt(item: WorkItem): Promise<void> {
    const { deps } = this;
    const { config } = item.lane;
    let built: BuiltRequest | undefined;
    let outcome: SendOutcome | undefined;
    let judgement: Judgement | undefined;
    try {
      built = buildRequest(item.event, config, item, item.attempts + 1, deps.clock.now().getTime(), item.lease.signal);
      outcome = await deps.sender.send(built.request);
    } catch (error) {
      judgement = judgeUnsendable(
        error instanceof UnsendableError
          ? error
          : new UnsendableError('not_renderable', 'The request could not be built or sent.', { cause: error }),
      );
    }
    const endedAt = deps.monotonic.now();
    (item.slow ? this.slow : this.fast).delete(item);
    item.lane.inFlight--;
    item.end();
    if (item.lease.lost) item.lease.open--;
    else if (outcome?.kind === 'failure' && outcome.code === 'aborted') deps.record(interrupted(item, built, endedAt));
    else {
      if (outcome !== undefined) item.lane.noteLatency(endedAt - item.startedAt);
      judgement ??= this.judge(item, config, outcome);
      deps.record(attempted(item, judgement, built, outcome, endedAt));
    }
    this.unblock();
    this.offer(item.lane);
    this.pump();
    deps.onProgress();
  }

  private judge(item: WorkItem, webhook: WebhookConfig, outcome: SendOutcome | undefined): Judgement {
    if (outcome === undefined)
      return judgeUnsendable(new UnsendableError('not_renderable', 'The request could not be sent.'));
    return judge(outcome, {
      webhook,
      steps: item.steps + 1,
      random: this.deps.random(),
      now: this.deps.clock.now(),
      slowDownSeconds: this.deps.options.retry.slowDown / 1000,
    });
  }
}
