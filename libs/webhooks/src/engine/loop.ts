import { AsyncResource } from 'node:async_hooks';
import type { EngineLogger } from './engine-ports.js';

/** Made at import: loops run in the context of nobody's request, whoever starts or wakes them. */
const outside = new AsyncResource('posthorn');

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5000;

/**
 * Does a step again and again. A step says how long to wait before the next one; a wake cuts the wait short; a step
 * that fails is tried again after a growing pause. Nothing escapes.
 */
export class Loop {
  private running: Promise<void> | undefined;
  private stopped = true;
  private woken = false;
  private interrupt: (() => void) | undefined;

  /** @param step returns the milliseconds to wait, 0 to go on at once */
  constructor(
    private readonly name: string,
    private readonly step: () => Promise<number>,
    private readonly logger: EngineLogger,
    private readonly random: () => number = Math.random,
    /** `background`: its waits keep no process alive. A process that only dispatches has nothing but its loops. */
    private readonly kind: 'work' | 'background' = 'work',
  ) {}

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.running = outside.runInAsyncScope(() => this.run());
  }

  /** Never throws. */
  wake(): void {
    this.woken = true;
    this.interrupt?.();
  }

  /** Resolves when the step that is going on has ended. Safe twice and before `start`. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.interrupt?.();
    await this.running;
  }

  private async run(): Promise<void> {
    let pause = FIRST_PAUSE;
    let failing = false;
    while (!this.stopped) {
      this.woken = false;
      try {
        const wait = await this.step();
        if (failing) this.logger.info(`The ${this.name} goes on`);
        failing = false;
        pause = FIRST_PAUSE;
        await this.wait(wait);
      } catch (error) {
        if (!failing) this.logger.error(`The ${this.name} failed and is tried again`, { error });
        failing = true;
        // A wake does not cut this short: while the database is away, wakes come with every publish that fails.
        await this.wait(pause * (0.5 + this.random()), false);
        pause = Math.min(LONGEST_PAUSE, pause * 2);
      }
    }
  }

  private async wait(milliseconds: number, wakeable = true): Promise<void> {
    if (this.stopped || milliseconds <= 0 || (wakeable && this.woken)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.interrupt = undefined;
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      if (this.kind === 'background') timer.unref();
      this.interrupt = () => {
        if (wakeable || this.stopped) done();
      };
    });
  }
}
