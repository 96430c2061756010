import type { SendOutcome } from '@posthorn/egress';
import type { Configuration } from '../configuration/configuration.js';
import type { WebhookConfig } from '../configuration/webhook-config.js';
import type { DispatcherDeps } from './dispatcher-deps.js';
import { judge, judgeUnsendable, type Judgement } from './judgement.js';
import { Lane } from './lane.js';
import { LaneRing } from './lane-ring.js';
import { OpenAttempts } from './open-attempts.js';
import { attempted, interrupted } from './outcome-rows.js';
import { Pace } from './pace.js';
import { buildRequest, type BuiltRequest } from './request-builder.js';
import { UnsendableError } from './unsendable.error.js';
import type { WorkItem, WorkLane } from './work-item.js';

/** Ticks after which an item that still waits goes to the queue: others may have a slot for it. */
const SPILL_TICKS = 10;
/** A claim of events brings what is sent in a quarter of a second, but not less than this. */
const SMALLEST_BATCH = 256;
/** While this process is what is slow, only attempts that are open for so many times longer count as slow. */
const PATIENCE = 4;

/**
 * Sends what this process holds. Lanes with something to start take turns; one lane holds at most its cap; an
 * attempt that is slow to answer gives its slot up, so that a receiver that hangs takes nothing from the others.
 *
 * All slow attempts together share `maxOpenRequests`: a lane may have as many open as are left over. So a hundred lanes
 * that hang settle at a hundredth each and leave as much for the next one, and one alone has its whole cap.
 */
export class Dispatcher {
  private readonly lanes = new Map<string, WorkLane>();
  private readonly ring = new LaneRing();
  private readonly attempts = new OpenAttempts();
  private stopping = false;
  private pumpIsDue = false;
  private readonly pace: Pace;
  /** Too busy in the last tick to blame a receiver for its latency. */
  private saturated = false;
  /** Items that wait in all lanes. */
  waiting = 0;
  /** Of those, fresh events. */
  private waitingEvents = 0;
  /** What waits for its own webhook only, at the last tick: nobody else is made to wait for that. */
  private aside = { all: 0, events: 0 };

  constructor(private readonly deps: DispatcherDeps) {
    this.pace = new Pace(deps.monotonic.now());
  }

  /** Fresh events of one claim. */
  get batch(): number {
    return Math.min(this.deps.options.worker.batchSize, Math.max(SMALLEST_BATCH, this.pace.in(250)));
  }

  /** Fewer events than a batch wait for the slots of this process. */
  wantsEvents(): boolean {
    return this.waitingEvents - this.aside.events < this.batch;
  }

  /** The same of everything: slow webhooks must not keep fresh events out, nor other webhooks their retries. */
  wantsQueue(): boolean {
    return this.waiting - this.aside.all < this.deps.options.worker.batchSize * 2;
  }

  /** Whether a fresh event may wait for this webhook here. */
  hasRoom(lane: WorkLane, now: number): boolean {
    return lane.hasRoom(now) && lane.inFlight + lane.waiting.length < this.share(lane);
  }

  /** Items to claim from the queue for this webhook. */
  claimable(lane: WorkLane, now: number): number {
    return Math.max(0, Math.min(lane.claimable(now), this.share(lane) - lane.inFlight - lane.waiting.length));
  }

  get inFlight(): number {
    return this.attempts.size;
  }

  /** Requests that are open now, oldest first within each speed. */
  open(): Iterable<WorkItem> {
    return this.attempts;
  }

  allLanes(): Iterable<WorkLane> {
    return this.lanes.values();
  }

  lane(webhook: WebhookConfig): WorkLane {
    let lane = this.lanes.get(webhook.id);
    if (lane === undefined) {
      lane = new Lane(webhook, this.deps.options.worker.batchSize * 2, this.deps.share);
      this.lanes.set(webhook.id, lane);
      this.deps.prepare(lane);
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
      if (config === undefined && lane.inFlight === 0) {
        this.ring.forget(lane);
        this.lanes.delete(lane.webhookId);
      }
    }
    dropped.forEach((item) => this.left(item));
    return dropped;
  }

  /** The parts of this process have changed. */
  reshare(): void {
    for (const lane of this.lanes.values()) {
      lane.configure(lane.config);
      this.ring.offer(lane);
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
    this.ring.offer(item.lane);
  }

  /**
   * After all answers that have come in by now: requests that start together find the receiver awake, and a write that
   * wakes nobody costs half as much (16 → 11 % of the process).
   */
  private pumpSoon(): void {
    if (this.pumpIsDue) return;
    this.pumpIsDue = true;
    setImmediate(() => {
      this.pumpIsDue = false;
      this.pump();
    });
  }

  /** Starts what can be started. Called once after a batch of `enqueue`, and soon after attempts have ended. */
  pump(): void {
    const { worker } = this.deps.options;
    while (!this.stopping && this.deps.mayStart()) {
      const lane = this.ring.first;
      if (lane === undefined) return;
      const slow = this.isSlow(lane);
      if (!slow && this.attempts.slots >= worker.concurrency) return;
      this.ring.shift();
      if (lane.inFlight >= this.share(lane)) {
        // It comes back when a request has ended, and holds up nobody meanwhile.
        this.ring.block(lane);
        continue;
      }
      lane.inRing = false;
      if (lane.canStart() && this.takeToken(lane)) this.start(lane, slow);
      this.ring.offer(lane);
    }
  }

  /** How many a lane may have open here, its cap aside. One that is known to answer needs no part of what is left over. */
  private share(lane: WorkLane): number {
    const isProven = lane.hasAnswered && !this.isSlow(lane);
    return isProven ? Infinity : this.deps.options.worker.maxOpenRequests - this.inFlight;
  }

  private isSlow(lane: WorkLane): boolean {
    return lane.isSlow(this.deps.options.worker.slowAfter, this.openFor);
  }

  /** An attempt that is open for so long is slow, milliseconds. */
  private get openFor(): number {
    return this.deps.options.worker.slowAfter * (this.saturated ? PATIENCE : 1);
  }

  /**
   * To be called every `TICK`: moves slow attempts out of the slots and returns what has waited too long, or waits in
   * larger numbers than its webhook can take, newest first.
   */
  tick(): WorkItem[] {
    const now = this.deps.monotonic.now();
    this.pace.tick(now);
    this.saturated = this.deps.isSaturated();
    for (const lane of this.lanes.values()) lane.oldestOpen = 0;
    this.attempts.tick(this.openFor);
    const spilled: WorkItem[] = [];
    const aside = { all: 0, events: 0 };
    for (const lane of this.lanes.values()) {
      if (lane.waiting.length === 0) continue;
      const kept = Math.min(lane.limit, Math.max(0, this.share(lane) - lane.inFlight));
      spilled.push(...lane.waiting.takeNewest(lane.waiting.length - kept));
      // Only behind the webhook's own limits: what waits for a slot of this process would wait in the queue as well.
      const waitsForItself = lane.waitsForItself(this.isSlow(lane), now);
      if (lane.isFull(now) && (waitsForItself || lane.bucket !== null)) {
        spilled.push(...lane.waiting.takeWhere((item) => ++item.waitedTicks > SPILL_TICKS));
      }
      if (!waitsForItself) continue;
      aside.all += lane.waiting.length;
      aside.events += lane.waiting.count((item) => item.origin === 'outbox');
    }
    spilled.forEach((item) => this.left(item));
    this.aside = aside;
    this.ring.unblockAll();
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

  /** Without a token the lane leaves the ring until there is one. */
  private takeToken(lane: WorkLane): boolean {
    if (lane.bucket === null) return true;
    const now = this.deps.monotonic.now();
    if (lane.bucket.take(now)) return true;
    lane.inRing = true;
    const wait = lane.bucket.wait(now) ?? 1000;
    const timer = setTimeout(() => {
      lane.inRing = false;
      this.ring.offer(lane);
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
    this.attempts.begin(item, slow);
    void this.attempt(item);
  }

  /** Never rejects. */
  private async attempt(item: WorkItem): Promise<void> {
    const { deps } = this;
    const { config } = item.lane;
    let built: BuiltRequest | undefined;
    let outcome: SendOutcome | UnsendableError;
    try {
      built = buildRequest(item.event, config, item, item.attempts + 1, deps.clock.now().getTime(), item.lease.signal);
      outcome = await deps.sender.send(built.request);
    } catch (error) {
      outcome = UnsendableError.of(error);
    }
    const endedAt = deps.monotonic.now();
    this.attempts.end(item);
    item.lane.inFlight--;
    item.end();
    if (item.lease.lost) item.lease.open--;
    else if (outcome instanceof UnsendableError) {
      deps.record(attempted(item, judgeUnsendable(outcome), built, undefined, endedAt));
    } else if (outcome.kind === 'failure' && outcome.code === 'aborted') {
      deps.record(interrupted(item, built, endedAt));
    } else {
      this.noteLatency(item, endedAt);
      deps.record(attempted(item, this.judge(item, config, outcome), built, outcome, endedAt));
    }
    this.pace.count();
    // One more is left over: for itself, and for whoever has waited longest for it.
    this.ring.unblock(item.lane);
    this.ring.unblockOne();
    this.ring.offer(item.lane);
    this.pumpSoon();
    deps.onProgress(item.webhookId);
  }

  /** No longer than the ticks say: a stalled event loop is not the receiver's latency, nor is that of a busy one. */
  private noteLatency(item: WorkItem, endedAt: number): void {
    const { slowAfter } = this.deps.options.worker;
    const isBlamed = !this.saturated || this.attempts.age(item) >= this.openFor;
    item.lane.noteLatency(
      Math.min(endedAt - item.startedAt, this.attempts.mostAge(item)),
      isBlamed ? Infinity : slowAfter,
    );
  }

  private judge(item: WorkItem, webhook: WebhookConfig, outcome: SendOutcome): Judgement {
    return judge(outcome, {
      webhook,
      isOutdated: item.lane.config.url !== webhook.url,
      steps: item.steps + 1,
      random: this.deps.random(),
      now: this.deps.clock.now(),
      slowDownSeconds: this.deps.options.retry.slowDown / 1000,
    });
  }
}
