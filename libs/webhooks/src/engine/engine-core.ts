import type { Database } from '@posthorn/database';
import type { ConfigurationStore } from '../configuration/configuration-store.js';
import type { Dispatcher } from '../dispatcher/dispatcher.js';
import type { HealthAfter, OutcomeWriter } from '../dispatcher/outcome-writer.js';
import type { OutcomeRow } from '../dispatcher/outcome-row.js';
import { plainArray, textArray } from '../dispatcher/pg-array.js';
import type { QueueClaimer } from '../dispatcher/queue-claimer.js';
import type { ReadyList } from '../dispatcher/ready-list.js';
import type { Releaser } from '../dispatcher/releaser.js';
import { QueueLane } from '../dispatcher/work-item.js';
import type { WebhookDisabler } from '../health/webhook-disabler.js';
import type { LeaseKeeper } from '../leases/lease-keeper.js';
import type { ProcessShare } from '../leases/process-share.js';
import type { OrderedDeliveries } from '../ordering/ordered-deliveries.js';
import type { WakeNotifier } from '../outbox/wake-notifier.js';
import type { Relay } from '../relay/relay.js';
import { pollWait, type EngineOptions } from './engine-options.js';
import type { EngineLogger } from './engine-ports.js';
import type { EngineStatements } from './engine-statements.js';
import type { Monotonic } from './monotonic.js';
import type { Poll } from './poll.js';
import type { TestSender } from './test-sender.js';

export interface EngineCoreParts {
  readonly database: Database;
  readonly statements: EngineStatements;
  readonly options: EngineOptions;
  readonly logger: EngineLogger;
  readonly monotonic: Monotonic;
  readonly random: () => number;
  readonly channel: string;
  readonly configuration: ConfigurationStore;
  readonly dispatcher: Dispatcher;
  readonly writer: OutcomeWriter;
  readonly leases: LeaseKeeper;
  readonly releaser: Releaser;
  readonly ready: ReadyList;
  readonly relay: Relay;
  readonly queue: QueueClaimer;
  readonly ordering: OrderedDeliveries;
  readonly sweep: Poll;
  readonly disabler: WebhookDisabler;
  readonly share: ProcessShare;
  readonly notifier: WakeNotifier;
  readonly testSender: TestSender;
  readonly counters: { relayed: number; attempted: number };
}

/** A process that polls more often than this says so at each poll: others that wait for its word go on sooner. */
const ADMISSION_LOOK = 200;

/** What the loops of an engine, or one run of it, do: no timers and no loops in here. */
export class EngineCore {
  readonly database = this.parts.database;
  readonly options = this.parts.options;
  readonly logger = this.parts.logger;
  readonly monotonic = this.parts.monotonic;
  readonly random = this.parts.random;
  readonly channel = this.parts.channel;
  readonly relay = this.parts.relay;
  readonly queue = this.parts.queue;
  readonly leases = this.parts.leases;
  readonly ready = this.parts.ready;
  readonly counters = this.parts.counters;
  readonly testSender = this.parts.testSender;
  /** An attempt for this webhook has ended, or leases were lost. */
  onProgress: (webhookId?: string) => void = () => undefined;
  /** The queue has new rows that this process made. */
  onQueued: () => void = () => undefined;
  onConfigurationMoved: () => void = () => undefined;
  private waiters: (() => void)[] = [];
  private showing: Promise<void> | undefined;
  private beating: Promise<void> | undefined;
  private readonly claims = new Set<Promise<unknown>>();

  constructor(private readonly parts: EngineCoreParts) {}

  /** False: this process has no part of any cap yet, or does not know which webhooks are held back. It claims nothing. */
  get isAdmitted(): boolean {
    return this.parts.share.isAdmitted && this.parts.sweep.hasRun;
  }

  /** Whether more events may be claimed: fewer than a batch wait here, and outcomes get written. */
  hasRoom(): boolean {
    const { dispatcher, writer, options } = this.parts;
    return dispatcher.wantsEvents() && writer.unwritten < options.worker.maxUnwritten;
  }

  /** Whether more of the queue may be claimed. Apart from events: slow webhooks must not keep fresh events out. */
  hasQueueRoom(): boolean {
    const { dispatcher, writer, options } = this.parts;
    return dispatcher.wantsQueue() && writer.unwritten < options.worker.maxUnwritten;
  }

  /** See `Relay.claim`. */
  claimEvents(): ReturnType<Relay['claim']> {
    return this.tracked(this.relay.claim());
  }

  /** See `QueueClaimer.claim`. */
  claimDeliveries(): Promise<number> {
    return this.tracked(this.queue.claim());
  }

  private async tracked<T>(claim: Promise<T>): Promise<T> {
    this.claims.add(claim);
    try {
      return await claim;
    } finally {
      this.claims.delete(claim);
    }
  }

  /** Resolves when an attempt ends, or soon. */
  progress(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, 50);
      this.waiters.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  progressed(webhookId?: string): void {
    const waiters = this.waiters;
    if (waiters.length > 0) {
      this.waiters = [];
      for (const resolve of waiters) resolve();
    }
    this.onProgress(webhookId);
  }

  /** Resolves when nothing waits or is in flight here and every outcome is stored. */
  async idle(): Promise<void> {
    const { dispatcher, writer, releaser, disabler, ordering } = this.parts;
    do {
      // What a loop is just claiming waits nowhere yet.
      await Promise.allSettled(this.claims);
      while (dispatcher.waiting > 0 || dispatcher.inFlight > 0) await this.progress();
      await releaser.settled();
      await writer.drain();
      await disabler.settled();
      await ordering.settled();
    } while (dispatcher.waiting > 0 || dispatcher.inFlight > 0);
  }

  /**
   * One look at what changed, with everything that follows from it.
   * @returns events that were fanned out again
   */
  async poll(): Promise<number> {
    const { sweep, dispatcher, configuration, releaser, relay, queue, share, ordering, options } = this.parts;
    if (share.isDue || !share.isAdmitted || options.worker.pollInterval < ADMISSION_LOOK) await this.beat();
    const found = await sweep.run();
    relay.expectsOrdered = found.orderedWebhooks;
    if (found.configurationMoved) {
      const current = await configuration.follow(found.configurationVersion);
      await releaser.release(dispatcher.configure(current));
      this.onConfigurationMoved();
    }
    let recovered = 0;
    if (found.outboxSuspects) for (let taken = 1; taken > 0; recovered += taken) taken = await relay.claimSuspects();
    if (found.queueSuspects || recovered > 0) queue.suspectsKnown = true;
    if (found.ordering) await ordering.sweep();
    return recovered;
  }

  /** Every 100 ms: slow attempts leave their slots, what waits too long goes to the queue, open attempts show. */
  upkeep(): void {
    const { dispatcher, releaser, leases, share } = this.parts;
    leases.expire();
    const spilled = dispatcher.tick();
    if (spilled.length > 0) void releaser.release(spilled);
    this.showing ??= this.showOpen().finally(() => {
      this.showing = undefined;
    });
    if (share.isDue && share.isListed) {
      this.beat().catch((error: unknown) => this.logger.debug('A heartbeat did not get through', { error }));
    }
  }

  /** Apart from the poll: how long the parts of a dead process are missed must not depend on how often one polls. */
  private beat(): Promise<void> {
    const { share, dispatcher } = this.parts;
    this.beating ??= share
      .beat(dispatcher.keepsWithin())
      .then((changed) => {
        if (!changed) return;
        // Counted as gone for a while, it has a part again that others may have used up meanwhile.
        for (const lane of dispatcher.allLanes()) lane.bucket?.holdsSince(share.heldFor);
        dispatcher.reshare();
        this.onConfigurationMoved();
      })
      .finally(() => {
        this.beating = undefined;
      });
    return this.beating;
  }

  /** After a finish: what it queued and how the webhooks are. */
  stored(rows: readonly OutcomeRow[], health: readonly HealthAfter[]): void {
    const { ready, dispatcher, monotonic, disabler, counters, notifier, ordering } = this.parts;
    const now = monotonic.now();
    let queued = false;
    let forOthers = false;
    for (const row of rows) {
      if (row.attempt !== null) counters.attempted++;
      if (row.retryInSeconds === null) {
        ordering.noteEnded(row);
        continue;
      }
      queued = true;
      forOthers ||= row.lane.cap === 0;
      if (row.queueLane === QueueLane.first) row.lane.backlog = true;
      ready.add(row.key.webhookId, row.queueLane, row.endedAt + row.retryInSeconds * 1000);
    }
    for (const reading of health) dispatcher.findLane(reading.webhookId)?.health.read(reading, now);
    disabler.judge(rows, health);
    if (queued) this.onQueued();
    // With fewer slots than processes, somebody else has them and would see it at its next poll only.
    if (forOthers) notifier.notify();
  }

  /** These webhooks have the next delivery of a key in the queue. */
  linedUp(webhookIds: Iterable<string>): void {
    const { dispatcher, configuration, notifier } = this.parts;
    this.onQueued();
    for (const id of webhookIds) {
      const webhook = configuration.current?.webhooks.get(id);
      // With fewer slots than processes, somebody else has them and would see it at its next poll only.
      if (webhook !== undefined && dispatcher.lane(webhook).cap === 0) notifier.notify();
    }
  }

  /** Milliseconds until something in the queue is due, at most the poll interval. */
  untilNextDue(): number {
    const { queue, monotonic, options } = this.parts;
    const due = queue.nextDue();
    const wait = due === null ? Infinity : due - monotonic.now();
    return Math.max(1, Math.min(pollWait(options.worker), wait));
  }

  async nextDueAt(): Promise<Date | null> {
    const { queue, sweep } = this.parts;
    await sweep.run();
    const due = queue.nextDue();
    return due === null ? null : sweep.databaseTime(due);
  }

  /** Ends what this process holds: waits for attempts as long as allowed, then gives everything back. */
  async handBack(graceMs: number): Promise<void> {
    const { dispatcher, releaser, writer, monotonic, ordering, disabler } = this.parts;
    await releaser.release(dispatcher.stop());
    const end = monotonic.now() + graceMs;
    while (dispatcher.inFlight > 0 && monotonic.now() < end) await this.progress();
    dispatcher.abort();
    const abortedBy = monotonic.now() + 2000;
    while (dispatcher.inFlight > 0 && monotonic.now() < abortedBy) await this.progress();
    await releaser.settled();
    // Bounded: with the database away, the outcomes stay unwritten and the leases end by themselves.
    await within(
      Math.max(1000, end - monotonic.now()),
      writer
        .drain()
        .then(() => Promise.all([ordering.settled(), disabler.settled(), this.showing]))
        .then(() => undefined),
    );
  }

  /** Off the list of dispatchers: the others may take this one's part of every cap. */
  async leave(): Promise<void> {
    // One that is under way would put it on the list again.
    await this.beating?.catch(() => undefined);
    await this.parts.share.leave();
  }

  /** Resolves when nothing of it is on its way: the pool is the host's to end then. */
  async close(): Promise<void> {
    this.parts.writer.close();
    await this.parts.notifier.close();
  }

  /** Writes the pending rows of first attempts that are still open, so that people can see them. */
  private async showOpen(): Promise<void> {
    const { dispatcher, monotonic, options, database, statements, logger } = this.parts;
    const now = monotonic.now();
    const open = [...dispatcher.open()].filter(
      (item) => !item.shown && !item.lease.lost && now - item.startedAt >= options.delivery.showOpenAfter,
    );
    if (open.length === 0) return;
    for (const item of open) item.shown = true;
    try {
      await database.query(statements.noteOpen, [
        plainArray(open.map(({ lease }) => lease.token)),
        plainArray(open.map(({ eventId }) => eventId)),
        plainArray(open.map(({ webhookId }) => webhookId)),
        textArray(open.map(({ lane }) => lane.config.projectId ?? '')),
        textArray(open.map(({ event }) => event.project)),
        textArray(open.map(({ event }) => event.type)),
        plainArray(open.map(({ claimedAt }) => (now - claimedAt) / 1000)),
      ]);
    } catch (error) {
      for (const item of open) item.shown = false;
      logger.debug('Open attempts could not be shown yet', { attempts: open.length, error });
    }
  }
}

/** Resolves when the work does, or when the time is over. */
async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, timeout]);
  clearTimeout(timer);
}
