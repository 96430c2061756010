import { Injectable, Logger } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { DeliveryTicks, HousekeepingTicks } from '@posthorn/webhooks';

/** Ticks the libraries (RULES 18). Wakes and notifications make them immediate; this is the net under those. */
@Injectable()
export class Ticks {
  private readonly logger = new Logger(Ticks.name);

  constructor(
    private readonly dispatcher: DeliveryTicks,
    private readonly housekeeping: HousekeepingTicks,
  ) {}

  @Cron(CronExpression.EVERY_SECOND, { waitForCompletion: true })
  async deliver(): Promise<void> {
    await this.guarded('dispatcher', () => this.dispatcher.tick());
  }

  @Cron(CronExpression.EVERY_SECOND, { waitForCompletion: true })
  async keepHouse(): Promise<void> {
    await this.guarded('housekeeping', () => this.housekeeping.tick());
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
