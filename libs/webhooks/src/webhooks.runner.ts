import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { refuseUnsuitableSettings, type Database } from '@posthorn/database';
import type { Sender } from '@posthorn/egress';
import { EventBus } from '@posthorn/event-bus';
import type { Subscription } from 'rxjs';
import { BootWork } from './common/boot-work.js';
import type { DeliveryEngine } from './engine/engine.js';
import type { Duties } from './duties/duties.js';
import type { Housekeeping } from './housekeeping/housekeeping.js';
import { Posthorn } from './observability/posthorn.js';
import type { OutboxWriter } from './outbox/outbox-writer.js';
import type { WakeNotifier } from './outbox/wake-notifier.js';
import { DeliveryTail } from './stream/delivery-tail.js';
import type { WebhooksOptions } from './webhooks.options.js';
import { DATABASE, DUTIES, ENGINE, HOUSEKEEPING, NOTIFIER, OPTIONS, OUTBOX_WRITER, SENDER } from './webhooks.tokens.js';

/** Puts the engine's life into that of the application. */
@Injectable()
export class WebhooksRunner
  implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  private publishing?: Subscription;
  private readonly settings: BootWork;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(OPTIONS) private readonly options: WebhooksOptions,
    @Inject(ENGINE) private readonly engine: DeliveryEngine,
    @Inject(HOUSEKEEPING) private readonly housekeeping: Housekeeping,
    @Inject(DUTIES) private readonly duties: Duties,
    @Inject(OUTBOX_WRITER) private readonly writer: OutboxWriter,
    @Inject(NOTIFIER) private readonly notifier: WakeNotifier,
    @Inject(SENDER) private readonly sender: Sender,
    private readonly bus: EventBus,
    private readonly posthorn: Posthorn,
    private readonly tail: DeliveryTail,
  ) {
    this.settings = new BootWork("check of the database's settings", () => refuseUnsuitableSettings(database));
  }

  /** Before anything of the host can publish. @throws DatabaseError `unsuitable_settings` */
  async onModuleInit(): Promise<void> {
    this.publishing = this.bus.publishing$.subscribe(this.writer.subscriber);
    await this.settings.run();
  }

  onApplicationBootstrap(): void {
    const { enabled, tick } = this.options.worker;
    if (!enabled) return;
    this.engine.start();
    if (tick !== 'timer') return;
    this.housekeeping.start();
    this.duties.start();
  }

  /** While the servers still answer: attempts end, leases go back. */
  async beforeApplicationShutdown(): Promise<void> {
    // First of all: a server does not close while somebody watches.
    await Promise.all([this.tail.close(), this.housekeeping.stop(), this.duties.stop()]);
    await this.engine.stop(this.options.worker.shutdownGrace);
  }

  /** After the servers have closed: nobody publishes or tests a webhook any more. */
  async onApplicationShutdown(): Promise<void> {
    this.publishing?.unsubscribe();
    await this.settings.stop();
    await this.notifier.close();
    this.posthorn.close();
    await this.sender.close();
  }
}
