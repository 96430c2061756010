import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval, SchedulerRegistry } from '@nestjs/schedule';
import { DeliveryTicks, HousekeepingTicks } from '@posthorn/webhooks';

import { AppConfig } from '../config/index.js';

/**
 * Ticks the libraries (RULES 18). Wakes and notifications make them immediate; this is the net under those, cast every
 * `POSTHORN_POLL_MS`. Intervals and no crons: a cron of whole seconds that is a few milliseconds late, as at a start or
 * under load, writes a line of its own to the console each time.
 */
@Injectable()
export class Ticks implements OnApplicationBootstrap {
  private readonly logger = new Logger(Ticks.name);

  constructor(
    private readonly dispatcher: DeliveryTicks,
    private readonly housekeeping: HousekeepingTicks,
    private readonly config: AppConfig,
    private readonly schedule: SchedulerRegistry,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule.addInterval(
      'polls',
      setInterval(() => void this.poll(), this.config.delivery.pollMs),
    );
  }

  /** Returns at once while a run is going on. */
  @Interval(1000)
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
