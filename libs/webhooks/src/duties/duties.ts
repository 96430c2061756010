import type { EngineLogger } from '../engine/engine-ports.js';
import { Loop } from '../engine/loop.js';
import type { Monotonic } from '../engine/monotonic.js';
import type { Duty } from './duty.js';

/** Runs each duty at its own interval: on timers of its own, or when the host ticks. */
export class Duties {
  private readonly loops: readonly Loop[];
  private readonly loopOf = new Map<Duty, Loop>();
  private readonly nextAt = new Map<Duty, number>();
  private readonly running = new Map<Duty, Promise<void>>();

  constructor(
    private readonly duties: readonly Duty[],
    private readonly logger: EngineLogger,
    private readonly monotonic: Monotonic,
  ) {
    this.loops = duties.map((duty) => {
      const loop = new Loop(
        duty.name,
        async () => {
          await duty.runOnce();
          return duty.interval;
        },
        logger,
        Math.random,
        'background',
      );
      this.loopOf.set(duty, loop);
      return loop;
    });
  }

  start(): void {
    for (const loop of this.loops) loop.start();
  }

  /** There is something to do: at once with timers of our own, else at the host's next tick. Never throws. */
  wake(duty: Duty): void {
    this.nextAt.delete(duty);
    this.loopOf.get(duty)?.wake();
  }

  /** Resolves when what is going on has ended. Safe twice and before `start`. */
  async stop(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.stop()));
    await Promise.all(this.running.values());
  }

  /** For the host's cron: runs what is due. What fails is logged and tried at the next tick. Never rejects. */
  async tick(): Promise<void> {
    const now = this.monotonic.now();
    const due = this.duties.filter((duty) => !this.running.has(duty) && now >= (this.nextAt.get(duty) ?? 0));
    await Promise.all(due.map((duty) => this.run(duty, now)));
  }

  private run(duty: Duty, now: number): Promise<void> {
    // A tenth less than the interval: a cron that fires every second is a little early now and then.
    this.nextAt.set(duty, now + duty.interval * 0.9);
    const run = duty
      .runOnce()
      .then(
        () => undefined,
        (error: unknown) => this.logger.warn(`The ${duty.name} failed and is tried again`, { error }),
      )
      .finally(() => this.running.delete(duty));
    this.running.set(duty, run);
    return run;
  }
}
