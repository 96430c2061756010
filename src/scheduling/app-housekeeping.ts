import { Injectable, Logger } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { WebhooksService } from '@posthorn/webhooks';

import { FilesHousekeeping } from '../modules/files/index.js';
import { PaymentsService } from '../modules/payments/index.js';
import { ProjectRetirement } from '../modules/projects/index.js';

/** A gateway that has not answered for so long is asked again. */
const STALE_PAYMENT_MS = 60_000;

/** The application's own housekeeping. Every step may run in several processes at once. */
@Injectable()
export class AppHousekeeping {
  private readonly logger = new Logger(AppHousekeeping.name);

  constructor(
    private readonly projects: ProjectRetirement,
    private readonly files: FilesHousekeeping,
    private readonly payments: PaymentsService,
    private readonly webhooks: WebhooksService,
  ) {}

  @Cron(CronExpression.EVERY_5_SECONDS, { waitForCompletion: true })
  async retireProjects(): Promise<void> {
    await this.guarded(async () => {
      await this.files.eraseOrphans();
      await this.projects.runOnce({ leave: (projectId) => this.webhooks.removeProjectWhenDrained(projectId) });
    });
  }

  @Cron(CronExpression.EVERY_30_SECONDS, { waitForCompletion: true })
  async settlePayments(): Promise<void> {
    await this.guarded(() => this.payments.settleStale(STALE_PAYMENT_MS));
  }

  @Cron(CronExpression.EVERY_HOUR, { waitForCompletion: true })
  async eraseStrays(): Promise<void> {
    await this.guarded(() => this.files.eraseStrays(new Date()));
  }

  private async guarded(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.warn({ message: 'a step of the housekeeping failed', error });
    }
  }
}
