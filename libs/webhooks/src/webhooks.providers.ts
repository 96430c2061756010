import type { Provider } from '@nestjs/common';
import { quoteIdentifier, type Database } from '@posthorn/database';
import { createSender, EgressGuard, type Sender } from '@posthorn/egress';
import { EventCatalog } from '@posthorn/event-catalog';
import { systemClock, type Clock } from './common/clock.js';
import { DialectRegistry } from './dialect/dialect-registry.js';
import { BoundedDatabase } from './engine/bounded-database.js';
import { createDeliveryEngine } from './engine/create-engine.js';
import type { DeliveryEngine } from './engine/engine.js';
import { loadEngineStatements, type EngineStatements } from './engine/engine-statements.js';
import { CursorCodec } from './http/cursor.js';
import { Housekeeping } from './housekeeping/housekeeping.js';
import { uuidV7 } from './ids/uuid-v7.js';
import { NestEngineLogger } from './nest-engine-logger.js';
import type { DutyStatements } from './duties/duty-statements.js';
import { AttemptLog } from './observability/attempt-log.js';
import { combinedObserver } from './observability/combined-observer.js';
import { CountingOutboxWriter } from './observability/counting-outbox-writer.js';
import { ObservedSender } from './observability/observed-sender.js';
import { Posthorn } from './observability/posthorn.js';
import { PosthornMetrics } from './observability/posthorn-metrics.js';
import type { OutboxWriter } from './outbox/outbox-writer.js';
import { wakeChannel, WakeNotifier } from './outbox/wake-notifier.js';
import { payloadCheck } from './events/payload-check.js';
import { AesSecretBox } from './secrets/aes-secret-box.js';
import { deriveKey } from './secrets/derived-key.js';
import type { SecretBox } from './secrets/secret-box.js';
import { VERSION } from './version.js';
import { WebhooksOptionsError } from './webhooks.errors.js';
import { webhooksOptions, type WebhooksModuleOptions, type WebhooksOptions } from './webhooks.options.js';
import {
  BACKGROUND_DATABASE,
  CLOCK,
  CURSORS,
  DATABASE,
  DIALECTS,
  DUTY_STATEMENTS,
  EGRESS_GUARD,
  ENGINE,
  GIVEN_OPTIONS,
  HOUSEKEEPING,
  NOTIFIER,
  OPTIONS,
  OUTBOX_WRITER,
  SCHEMA,
  SECRET_BOX,
  SENDER,
  STATEMENTS,
} from './webhooks.tokens.js';

/** What the options become: ports, and the engine on top of them. */
export const enginePorts: Provider[] = [
  { provide: OPTIONS, inject: [GIVEN_OPTIONS], useFactory: (given: WebhooksModuleOptions) => webhooksOptions(given) },
  { provide: DATABASE, inject: [OPTIONS], useFactory: (options: WebhooksOptions) => options.database },
  {
    provide: BACKGROUND_DATABASE,
    inject: [OPTIONS],
    useFactory: ({ database, worker }: WebhooksOptions) => BoundedDatabase.of(database, worker.connections),
  },
  { provide: SCHEMA, inject: [OPTIONS], useFactory: (options: WebhooksOptions) => quoteIdentifier(options.schema) },
  {
    provide: STATEMENTS,
    inject: [OPTIONS],
    useFactory: (options: WebhooksOptions) => loadEngineStatements(options.schema),
  },
  { provide: DIALECTS, inject: [OPTIONS], useFactory: dialects },
  { provide: SECRET_BOX, inject: [OPTIONS], useFactory: secretBox },
  { provide: CURSORS, inject: [OPTIONS], useFactory: cursors },
  { provide: EGRESS_GUARD, inject: [OPTIONS], useFactory: guard },
  {
    provide: SENDER,
    inject: [OPTIONS, EGRESS_GUARD],
    useFactory: (options: WebhooksOptions, egress: EgressGuard) =>
      new ObservedSender(options.sender ?? createSender(egress)),
  },
  { provide: CLOCK, useValue: systemClock },
  {
    provide: NOTIFIER,
    inject: [BACKGROUND_DATABASE, OPTIONS],
    useFactory: (database: BoundedDatabase, { schema }: WebhooksOptions) =>
      new WakeNotifier(database, wakeChannel(schema)),
  },
  { provide: Posthorn, useFactory: () => new Posthorn(new NestEngineLogger()) },
  {
    provide: PosthornMetrics,
    inject: [BACKGROUND_DATABASE, DUTY_STATEMENTS, SENDER],
    useFactory: (database: BoundedDatabase, statements: DutyStatements, sender: ObservedSender) =>
      new PosthornMetrics({ database, statements, inFlight: () => sender.open, now: () => performance.now() }),
  },
  {
    provide: ENGINE,
    inject: [
      OPTIONS,
      BACKGROUND_DATABASE,
      SENDER,
      DIALECTS,
      SECRET_BOX,
      CLOCK,
      EventCatalog,
      Posthorn,
      PosthornMetrics,
    ],
    useFactory: engine,
  },
  {
    provide: HOUSEKEEPING,
    inject: [OPTIONS, BACKGROUND_DATABASE, STATEMENTS, CLOCK, OUTBOX_WRITER],
    useFactory: housekeeping,
  },
  {
    provide: OUTBOX_WRITER,
    inject: [DATABASE, STATEMENTS, ENGINE, NOTIFIER, PosthornMetrics],
    useFactory: outboxWriter,
  },
];

function dialects({ dialects: given, delivery }: WebhooksOptions): DialectRegistry {
  const registry = new DialectRegistry(given);
  if (!registry.get(delivery.defaultDialect)) {
    const known = registry.names().join(', ') || 'none is registered';
    throw new WebhooksOptionsError(
      `There is no dialect "${delivery.defaultDialect}" for webhooks that name none (${known}). ` +
        'Pass dialects: from @posthorn/dialects, or set delivery.defaultDialect.',
    );
  }
  return registry;
}

function secretBox({ encryption }: WebhooksOptions) {
  return encryption.secretBox ?? new AesSecretBox(encryption.keys);
}

function cursors({ encryption }: WebhooksOptions): CursorCodec {
  if (encryption.keys.length === 0)
    throw new WebhooksOptionsError('encryption.keys is empty: it also keys the cursors of lists.');
  return new CursorCodec(encryption.keys.map((key) => deriveKey(key, 'cursors')));
}

function guard({ delivery, egress }: WebhooksOptions): EgressGuard {
  const { allowHttp, allowUnverifiedTls } = delivery;
  const allowedAddresses = [...delivery.allowedAddresses];
  return new EgressGuard({ allowHttp, allowUnverifiedTls, allowedAddresses, ...egress });
}

function engine(
  options: WebhooksOptions,
  database: BoundedDatabase,
  sender: Sender,
  registry: DialectRegistry,
  box: SecretBox,
  clock: Clock,
  catalog: EventCatalog,
  posthorn: Posthorn,
  metrics: PosthornMetrics,
): DeliveryEngine {
  const logger = new NestEngineLogger();
  const ofHost = options.observer ?? {};
  // A host that observes attempts writes its own line.
  const log = ofHost.attempt === undefined ? [new AttemptLog(logger)] : [];
  return createDeliveryEngine({
    database,
    schema: options.schema,
    sender,
    dialects: registry,
    secretBox: box,
    clock,
    random: Math.random,
    newUuid: uuidV7,
    appwriteDatabase: options.appwriteDatabase,
    options: { worker: options.worker, delivery: options.delivery, retry: options.retry, version: VERSION },
    logger,
    observer: combinedObserver([ofHost, ...log, posthorn, metrics.observer], logger),
    payloadCheck: payloadCheck(catalog),
  });
}

function outboxWriter(
  database: Database,
  statements: EngineStatements,
  running: DeliveryEngine,
  notifier: WakeNotifier,
  metrics: PosthornMetrics,
): OutboxWriter {
  const onCommitted = (): void => {
    running.wake('events');
    notifier.notify();
  };
  return new CountingOutboxWriter({ database, statements, onCommitted }, (events, invalid) =>
    metrics.countPublished(events, invalid),
  );
}

function housekeeping(
  { housekeeping: settings, retention }: WebhooksOptions,
  database: BoundedDatabase,
  statements: EngineStatements,
  clock: Clock,
  writer: OutboxWriter,
): Housekeeping {
  return new Housekeeping({
    database: database.half(),
    statements,
    clock,
    logger: new NestEngineLogger(),
    options: { ...settings, retentionDays: retention.days },
    onDays: (days) => {
      writer.knowDays(days);
    },
  });
}
