import { Injectable, Logger } from '@nestjs/common';
import { Cron, CronExpression, Interval } from '@nestjs/schedule';
import { WebhooksService } from '@posthorn/webhooks';

import { FilesHousekeeping } from '../modules/files/index.js';
import { PaymentsService } from '../modules/payments/index.js';
import { ProjectRetirement } from '../modules/projects/index.js';

/** A gateway that has not answered for so long is asked again. */
const STALE_PAYMENT_MS = 60_000;

/** The application's own housekeeping. Every step may run in several processes at once, and once at a time in each. */
@Injectable()
export class AppHousekeeping {
  private readonly logger = new Logger(AppHousekeeping.name);
  private readonly running = new Set<string>();

  constructor(
    private readonly projects: ProjectRetirement,
    private readonly files: FilesHousekeeping,
    private readonly payments: PaymentsService,
    private readonly webhooks: WebhooksService,
  ) {}

  @Interval(5000)
  async retireProjects(): Promise<void> {
    await this.guarded('projects', async () => {
      await this.files.eraseOrphans();
      await this.projects.runOnce({ leave: (projectId) => this.webhooks.removeProjectWhenDrained(projectId) });
    });
  }

  @Interval(30_000)
  async settlePayments(): Promise<void> {
    await this.guarded('payments', () => this.payments.settleStale(STALE_PAYMENT_MS));
  }

  /** By the clock: a process that lives for less than an hour does it too. */
  @Cron(CronExpression.EVERY_HOUR)
  async eraseStrays(): Promise<void> {
    await this.guarded('strays', () => this.files.eraseStrays(new Date()));
  }

  private async guarded(step: string, work: () => Promise<unknown>): Promise<void> {
    if (this.running.has(step)) return;
    this.running.add(step);
    try {
      await work();
    } catch (error) {
      this.logger.warn({ message: 'a step of the housekeeping failed', error });
    } finally {
      this.running.delete(step);
    }
  }
}
