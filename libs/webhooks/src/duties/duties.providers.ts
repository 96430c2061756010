import type { Provider } from '@nestjs/common';
import { EventCatalog } from '@posthorn/event-catalog';
import type { BoundedDatabase } from '../engine/bounded-database.js';
import type { DeliveryEngine } from '../engine/engine.js';
import { monotonic } from '../engine/monotonic.js';
import { NestEngineLogger } from '../nest-engine-logger.js';
import { Posthorn } from '../observability/posthorn.js';
import { Announcer } from '../operational/announcer.js';
import type { OutboxWriter } from '../outbox/outbox-writer.js';
import { payloadCheck } from '../events/payload-check.js';
import { RecoveryRunner } from '../recoveries/recovery-runner.js';
import { StatisticsWriter } from '../stats/statistics-writer.js';
import { WatchedTables } from '../tables/watched-tables.js';
import { DeliveryTail } from '../stream/delivery-tail.js';
import type { WebhooksOptions } from '../webhooks.options.js';
import { BACKGROUND_DATABASE, DUTIES, DUTY_STATEMENTS, ENGINE, OPTIONS, OUTBOX_WRITER } from '../webhooks.tokens.js';
import { WebhookStore } from '../webhooks/webhook.store.js';
import { loadDutyStatements, type DutyStatements } from './duty-statements.js';
import { Duties } from './duties.js';

/** What is done in the background beside relay, dispatcher and housekeeping. */
export const backgroundDuties: Provider[] = [
  {
    provide: DUTY_STATEMENTS,
    inject: [OPTIONS],
    useFactory: (options: WebhooksOptions) => loadDutyStatements(options.schema),
  },
  {
    provide: RecoveryRunner,
    inject: [OPTIONS, BACKGROUND_DATABASE, DUTY_STATEMENTS, WebhookStore, ENGINE, EventCatalog],
    useFactory: (
      options: WebhooksOptions,
      database: BoundedDatabase,
      statements: DutyStatements,
      webhooks: WebhookStore,
      engine: DeliveryEngine,
      catalog: EventCatalog,
    ) =>
      new RecoveryRunner({
        database: database.half(),
        statements,
        webhooks,
        matching: options,
        payloadCheck: payloadCheck(catalog),
        logger: new NestEngineLogger(),
        onQueued: () => engine.wake(),
      }),
  },
  {
    provide: StatisticsWriter,
    inject: [OPTIONS, BACKGROUND_DATABASE, DUTY_STATEMENTS],
    useFactory: ({ retention }: WebhooksOptions, database: BoundedDatabase, statements: DutyStatements) =>
      new StatisticsWriter(database.half(), statements, retention.days),
  },
  {
    provide: Announcer,
    inject: [BACKGROUND_DATABASE, DUTY_STATEMENTS, OUTBOX_WRITER],
    useFactory: (database: BoundedDatabase, statements: DutyStatements, writer: OutboxWriter) =>
      new Announcer({ database: database.half(), statements, writer, logger: new NestEngineLogger() }),
  },
  {
    provide: DeliveryTail,
    inject: [BACKGROUND_DATABASE, DUTY_STATEMENTS],
    useFactory: (database: BoundedDatabase, statements: DutyStatements) =>
      new DeliveryTail(database.half(), statements, new NestEngineLogger()),
  },
  {
    provide: DUTIES,
    inject: [RecoveryRunner, StatisticsWriter, Announcer, WatchedTables, Posthorn],
    useFactory: duties,
  },
];

function duties(
  recoveries: RecoveryRunner,
  statistics: StatisticsWriter,
  announcer: Announcer,
  tables: WatchedTables,
  posthorn: Posthorn,
): Duties {
  const all = new Duties([recoveries, statistics, announcer, tables], new NestEngineLogger(), monotonic);
  // Ends with the signals, when the application does.
  posthorn.events$.subscribe(({ type }) => {
    if (NEWS.has(type)) all.wake(announcer);
  });
  return all;
}

/** Signals after which there may be something to tell. */
const NEWS: ReadonlySet<string> = new Set(['delivery-failed', 'destination-blocked', 'webhook-disabled']);
