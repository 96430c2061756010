import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Cron, CronExpression, SchedulerRegistry } from '@nestjs/schedule';
import { DeliveryTicks, HousekeepingTicks } from '@posthorn/webhooks';

import { AppConfig } from '../config/index.js';

const SECOND = 1000;

/**
 * Ticks the libraries (RULES 18). Wakes and notifications make them immediate; this is the net under those, cast every
 * `POSTHORN_POLL_MS`.
 */
@Injectable()
export class Ticks implements OnApplicationBootstrap {
  private readonly logger = new Logger(Ticks.name);
  private secondsUntilPoll = 0;

  constructor(
    private readonly dispatcher: DeliveryTicks,
    private readonly housekeeping: HousekeepingTicks,
    private readonly config: AppConfig,
    private readonly schedule: SchedulerRegistry,
  ) {}

  /** A cron knows whole seconds only. */
  onApplicationBootstrap(): void {
    const { pollMs } = this.config.delivery;
    if (pollMs < SECOND)
      this.schedule.addInterval(
        'polls',
        setInterval(() => void this.poll(), pollMs),
      );
  }

  @Cron(CronExpression.EVERY_SECOND)
  async deliver(): Promise<void> {
    if (--this.secondsUntilPoll > 0) return;
    // Rounded down: what is due waits for no longer than the interval.
    this.secondsUntilPoll = Math.floor(this.config.delivery.pollMs / SECOND);
    await this.poll();
  }

  @Cron(CronExpression.EVERY_SECOND, { waitForCompletion: true })
  async keepHouse(): Promise<void> {
    await this.guarded('housekeeping', () => this.housekeeping.tick());
  }

  /** Returns at once when the engine runs: it is woken and looks by itself. */
  private poll(): Promise<void> {
    return this.guarded('dispatcher', () => this.dispatcher.tick());
  }

  /** A tick that fails is followed by another; what is down is said by `/readyz`. */
  private async guarded(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.warn({ message: `a tick of the ${what} failed`, error });
    }
  }
}
