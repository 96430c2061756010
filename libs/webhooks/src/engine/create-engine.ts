import type { Database } from '@posthorn/database';
import type { Sender } from '@posthorn/egress';
import type { Clock } from '../common/clock.js';
import { ConfigurationStore } from '../configuration/configuration-store.js';
import type { DialectRegistry } from '../dialect/dialect-registry.js';
import { Dispatcher } from '../dispatcher/dispatcher.js';
import { OutcomeWriter } from '../dispatcher/outcome-writer.js';
import { QueueClaimer } from '../dispatcher/queue-claimer.js';
import { ReadyList } from '../dispatcher/ready-list.js';
import { Releaser } from '../dispatcher/releaser.js';
import { WebhookDisabler } from '../health/webhook-disabler.js';
import { LeaseKeeper } from '../leases/lease-keeper.js';
import { ProcessShare } from '../leases/process-share.js';
import { OrderedDeliveries } from '../ordering/ordered-deliveries.js';
import { wakeChannel, WakeNotifier } from '../outbox/wake-notifier.js';
import type { PayloadCheck } from '../relay/normaliser.js';
import { Relay } from '../relay/relay.js';
import type { SecretBox } from '../secrets/secret-box.js';
import { BoundedDatabase } from './bounded-database.js';
import { LoopingEngine } from './delivery-engine.js';
import type { DeliveryEngine } from './engine.js';
import { EngineCore } from './engine-core.js';
import { engineOptions, type PartialEngineOptions } from './engine-options.js';
import { guardedObserver, silentLogger, type EngineLogger, type EngineObserver } from './engine-ports.js';
import { loadEngineStatements } from './engine-statements.js';
import { LoopLoad } from './loop-load.js';
import { monotonic as systemMonotonic, type Monotonic } from './monotonic.js';
import { Poll } from './poll.js';
import { TestSender } from './test-sender.js';

export interface DeliveryEngineDeps {
  readonly database: Database;
  readonly sender: Sender;
  readonly dialects: DialectRegistry;
  readonly secretBox: SecretBox;
  readonly clock: Clock;
  /** In [0, 1): jitter. */
  readonly random: () => number;
  /** Version-7 UUIDs with hyphens. */
  readonly newUuid: () => string;
  /** Posthorn's schema, not quoted. */
  readonly schema: string;
  /** The `<db>` of `databases.<db>.tables…` by which subscriptions name row changes; `main` unless said. */
  readonly appwriteDatabase?: string;
  readonly options?: PartialEngineOptions;
  readonly logger?: EngineLogger;
  readonly observer?: EngineObserver;
  /** What the catalog says of payloads that SQL published. */
  readonly payloadCheck?: PayloadCheck;
  readonly monotonic?: Monotonic;
}

/** The relay and dispatcher of one process. Starts nothing. */
export function createDeliveryEngine(deps: DeliveryEngineDeps): DeliveryEngine {
  const options = engineOptions(deps.options);
  const logger = deps.logger ?? silentLogger;
  const observer = guardedObserver(deps.observer, logger);
  const statements = loadEngineStatements(deps.schema);
  const monotonic = deps.monotonic ?? systemMonotonic;
  const owner = deps.newUuid();
  const { worker, retry, delivery } = options;
  const { clock, sender } = deps;
  const database = BoundedDatabase.of(deps.database, worker.connections);
  const counters = { relayed: 0, attempted: 0 };
  const ready = new ReadyList();

  // The parts call each other back through the core, which exists before any of them does anything.
  const late: { core?: EngineCore } = {};
  const share = new ProcessShare({
    database,
    statements,
    monotonic,
    newUuid: deps.newUuid,
    version: options.version,
    length: worker.heartbeat,
  });
  const dispatcher = new Dispatcher({
    share: share.of,
    mayStart: () => !share.isOver() && !writer.isHeldUp,
    isSaturated: new LoopLoad().isSaturated,
    sender,
    clock,
    monotonic,
    options,
    observer,
    random: deps.random,
    record: (row) => writer.add(row),
    prepare: (lane) => {
      sweep.prepare(lane);
      lane.bucket?.holdsSince(share.heldFor);
    },
    onProgress: (webhookId) => late.core?.progressed(webhookId),
  });
  const configuration = new ConfigurationStore({
    database,
    statements,
    clock,
    dialects: deps.dialects,
    secretBox: deps.secretBox,
    matching: deps.appwriteDatabase === undefined ? {} : { appwriteDatabase: deps.appwriteDatabase },
    userAgent: `Posthorn/${options.version}`,
    disableAfterSeconds: delivery.disableAfter / 1000,
    defaultTimeoutSeconds: delivery.timeout / 1000,
  });
  const leases = new LeaseKeeper({
    database,
    statements,
    monotonic,
    logger,
    observer,
    length: worker.lease,
    maxLostClaims: delivery.maxLostClaims,
    onLost: () => {
      dispatcher.dropLost();
      late.core?.progressed();
    },
  });
  const writer = new OutcomeWriter({
    database,
    statements,
    worker,
    retry,
    logger,
    observer,
    clock: monotonic,
    onStored: (rows, health) => late.core?.stored(rows, health),
    onLeaseEnded: (lease) => leases.ended(lease),
  });
  const releaser = new Releaser({ database, statements, writer, ready, monotonic, logger });
  const ordering = new OrderedDeliveries({
    database,
    statements,
    configuration,
    ready,
    monotonic,
    logger,
    payloadCheck: deps.payloadCheck,
    onQueued: (webhookIds) => late.core?.linedUp(webhookIds),
  });
  const relay = new Relay({
    database,
    statements,
    configuration,
    dispatcher,
    writer,
    leases,
    worker,
    monotonic,
    owner,
    logger,
    observer,
    counters,
    ordering,
    payloadCheck: deps.payloadCheck,
  });
  const queue = new QueueClaimer({
    database,
    statements,
    configuration,
    dispatcher,
    writer,
    leases,
    releaser,
    ready,
    worker,
    monotonic,
    owner,
    logger,
    observer,
  });
  const sweep = new Poll({ database, statements, configuration, dispatcher, ready, leases, monotonic });
  const core = new EngineCore({
    share,
    notifier: new WakeNotifier(database, wakeChannel(deps.schema), 'everything'),
    database,
    statements,
    options,
    logger,
    monotonic,
    configuration,
    dispatcher,
    writer,
    leases,
    releaser,
    ready,
    relay,
    queue,
    ordering,
    counters,
    random: deps.random,
    channel: wakeChannel(deps.schema),
    sweep,
    disabler: new WebhookDisabler({
      database,
      statements,
      logger,
      observer,
      configuration: () => configuration.current,
      onDisabled: () => late.core?.onConfigurationMoved(),
    }),
    testSender: new TestSender({
      database,
      statements,
      configuration,
      sender,
      clock,
      monotonic,
      newUuid: deps.newUuid,
    }),
  });
  late.core = core;
  return new LoopingEngine(core);
}
