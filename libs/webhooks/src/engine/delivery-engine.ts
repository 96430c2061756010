import type { Listening } from '@posthorn/database';
import type { AttemptRecord } from './attempt.js';
import type { DeliveryEngine, RunReport, TestSend } from './engine.js';
import type { EngineCore } from './engine-core.js';
import { pollWait } from './engine-options.js';
import { Loop } from './loop.js';
import { TICK } from '../dispatcher/open-attempts.js';

/** Longest wait for room while claims are held back; progress cuts it short. */
const CROWDED_WAIT = 50;
/** However often it is woken, the poll runs at most so often. */
const SHORTEST_POLL = 50;
const NUDGE = 2;
/** After a renewal that failed, at most. */
const RENEW_AGAIN = 1000;
/** How often a process looks whether the others have made room for it. */
const ADMISSION_WAIT = 100;
/** A run that nobody makes room for gives up after three seconds. */
const ADMISSION_TRIES = 30;

/** The loops of one process around its core: relay, queue, poll, ticks, renewals, LISTEN. */
export class LoopingEngine implements DeliveryEngine {
  private readonly relayLoop: Loop;
  private readonly queueLoop: Loop;
  private readonly pollLoop: Loop;
  private readonly renewLoop: Loop;
  private timer: NodeJS.Timeout | undefined;
  private listening: Promise<Listening | undefined> | undefined;
  private started = false;
  private stopping: Promise<void> | undefined;
  private run: Promise<RunReport> | undefined;
  /** Without room for what they would claim: woken by progress. */
  private readonly held = { relay: false, queue: false };
  private polledAt = -Infinity;
  private nudge: NodeJS.Timeout | undefined;

  constructor(private readonly core: EngineCore) {
    const { logger, random } = core;
    this.relayLoop = new Loop('relay', () => this.relayStep(), logger, random);
    this.queueLoop = new Loop('dispatcher', () => this.queueStep(), logger, random);
    this.pollLoop = new Loop('poll', () => this.pollStep(), logger, random);
    this.renewLoop = new Loop('renewal of leases', () => this.renewStep(), logger, random);
    core.onProgress = (webhookId) => {
      if (this.held.relay && core.hasRoom()) this.relayLoop.wake();
      if (this.held.queue && core.hasQueueRoom()) this.queueLoop.wake();
      if (webhookId === undefined ? core.queue.blocked : core.queue.isBlockedFor(webhookId)) this.nudgeQueue();
    };
    core.onQueued = () => this.nudgeQueue();
    core.onConfigurationMoved = () => this.wake();
  }

  start(): void {
    const { worker } = this.core.options;
    if (this.started || this.stopping !== undefined || !worker.enabled) return;
    this.started = true;
    this.beginUpkeep();
    this.relayLoop.start();
    this.queueLoop.start();
    this.pollLoop.start();
    this.renewLoop.start();
    this.listen();
  }

  stop(graceMs: number = this.core.options.worker.shutdownGrace): Promise<void> {
    this.stopping ??= this.stopOnce(graceMs);
    return this.stopping;
  }

  async tick(): Promise<void> {
    if (!this.core.options.worker.enabled || this.stopping !== undefined) return;
    if (this.started) this.wake();
    else if (this.run === undefined) await this.runOnce();
  }

  async runOnce(): Promise<RunReport> {
    while (this.run !== undefined) await this.run.catch(() => undefined);
    this.run = this.runAll();
    try {
      return await this.run;
    } finally {
      this.run = undefined;
    }
  }

  wake(what: 'events' | 'everything' = 'everything'): void {
    this.relayLoop.wake();
    if (what === 'everything') this.pollLoop.wake();
  }

  sendTest(input: TestSend): Promise<AttemptRecord> {
    return this.core.testSender.send(input);
  }

  private async relayStep(): Promise<number> {
    this.held.relay = !this.core.hasRoom();
    if (!this.core.isAdmitted || this.held.relay) return CROWDED_WAIT;
    const startedAt = this.core.monotonic.now();
    const { more, crowded } = await this.core.claimEvents();
    // Filling the queue is cheap for us and not for those whose turn it is to be sent: it may take half of the time.
    if (more && crowded) return CROWDED_WAIT;
    return more ? 0 : this.untilNextPoll(startedAt);
  }

  /**
   * What is committed just after a look has to be found and sent within the interval, also when every notification is
   * lost: so the next look begins early by what this one took, which it will take again.
   */
  private untilNextPoll(startedAt: number): number {
    const interval = pollWait(this.core.options.worker);
    const taken = this.core.monotonic.now() - startedAt;
    return interval - Math.min(interval / 2, taken * 2);
  }

  private async queueStep(): Promise<number> {
    this.held.queue = !this.core.hasQueueRoom();
    if (!this.core.isAdmitted || this.held.queue) return CROWDED_WAIT;
    if ((await this.core.claimDeliveries()) > 0) return 0;
    return this.core.untilNextDue();
  }

  private async pollStep(): Promise<number> {
    const rest = this.polledAt + SHORTEST_POLL - this.core.monotonic.now();
    if (rest > 0) return rest;
    const startedAt = this.core.monotonic.now();
    this.polledAt = startedAt;
    await this.core.poll();
    this.queueLoop.wake();
    // Admission depends on others' heartbeats, which come and end between two polls.
    return this.core.isAdmitted ? this.untilNextPoll(startedAt) : ADMISSION_WAIT;
  }

  /** A look at the queue soon, and one for all attempts that end meanwhile: it goes through the whole ready list. */
  private nudgeQueue(): void {
    this.nudge ??= setTimeout(() => {
      this.nudge = undefined;
      this.queueLoop.wake();
    }, NUDGE);
  }

  private async renewStep(): Promise<number> {
    const { lease } = this.core.options.worker;
    // A renewal that failed is repeated soon: what is left until the leases end is all the time there is.
    return (await this.core.leases.renew()) ? lease / 3 : Math.min(RENEW_AGAIN, lease / 30);
  }

  private async runAll(): Promise<RunReport> {
    const { core } = this;
    const before = { ...core.counters };
    const own = !this.started;
    if (own) {
      this.beginUpkeep();
      this.renewLoop.start();
    }
    try {
      for (let isOver = false; !isOver;) {
        const recovered = await this.pollAdmitted();
        const wasAdmitted = core.isAdmitted;
        const claimed = await this.claimEverything();
        await core.idle();
        // One that counted as gone meanwhile could claim nothing: there may be more when it is back.
        const isOut = wasAdmitted && !core.isAdmitted;
        isOver = recovered + claimed === 0 && !isOut;
      }
    } finally {
      if (own) {
        clearInterval(this.timer);
        await this.renewLoop.stop();
        await core.leave();
      }
    }
    return {
      relayed: core.counters.relayed - before.relayed,
      attempted: core.counters.attempted - before.attempted,
      nextDueAt: await core.nextDueAt(),
    };
  }

  /**
   * Polls until it has a part of every cap, or gives up: another process may have to make room first, which it does at
   * its next heartbeats.
   * @returns events that were fanned out again
   */
  private async pollAdmitted(): Promise<number> {
    let recovered = await this.core.poll();
    for (let tries = 1; !this.core.isAdmitted && tries < ADMISSION_TRIES; tries++) {
      await this.core.monotonic.sleep(ADMISSION_WAIT);
      recovered += await this.core.poll();
    }
    return recovered;
  }

  private async claimEverything(): Promise<number> {
    const { core } = this;
    let claimed = 0;
    for (;;) {
      while (!core.hasRoom() || !core.hasQueueRoom()) await core.progress();
      const { events } = await core.claimEvents();
      const deliveries = await core.claimDeliveries();
      if (events + deliveries === 0) return claimed;
      claimed += events + deliveries;
    }
  }

  private beginUpkeep(): void {
    clearInterval(this.timer);
    this.timer = setInterval(() => {
      this.core.upkeep();
      // What found every request open may find one now, whoever has ended it.
      if (this.core.queue.blocked) this.nudgeQueue();
    }, TICK);
    this.timer.unref();
  }

  private listen(): void {
    const { database, logger, channel } = this.core;
    if (database.listen === undefined) return;
    this.listening = database
      .listen(channel, {
        onNotification: (payload) => this.wake(payload === 'events' ? 'events' : 'everything'),
        onConnected: () => this.wake(),
        onError: (error) => logger.warn('LISTEN broke and is made again; polling goes on', { error }),
      })
      .catch((error: unknown) => {
        logger.warn('LISTEN is not possible; polling alone finds the work', { error });
        return undefined;
      });
  }

  private async stopOnce(graceMs: number): Promise<void> {
    const { core } = this;
    const wasStarted = this.started;
    await Promise.all([this.relayLoop.stop(), this.queueLoop.stop(), this.pollLoop.stop()]);
    if (wasStarted || this.run !== undefined) {
      await core.handBack(graceMs);
      await this.run?.catch(() => undefined);
      await core.leave();
    }
    clearInterval(this.timer);
    clearTimeout(this.nudge);
    await this.renewLoop.stop();
    await (await this.listening)?.close().catch(() => undefined);
    await core.close();
  }
}
