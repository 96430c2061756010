import { randomUUID } from 'node:crypto';
import { ModuleRef } from '@nestjs/core';
import type { TestingModuleBuilder } from '@nestjs/testing';
import type { Database } from '@posthorn/database';
import type { EventType } from '@posthorn/event-catalog';
import { isReceivedScheme } from '@posthorn/receiver';
import {
  CLOCK,
  DATABASE,
  ENGINE,
  SCHEMA,
  toWebhookJson,
  WEBHOOKS_GIVEN_OPTIONS,
  WEBHOOKS_OPTIONS,
  webhooksOptions,
  WebhooksService,
  type DeliveryEngine,
  type NewWebhook,
  type RunReport,
  type WebhooksModuleOptions,
} from '@posthorn/webhooks';
import { milliseconds, type Duration } from '../clock/duration.js';
import { ManualClock } from '../clock/manual-clock.js';
import type { PartialOf } from '../expectations/differences.js';
import { findEvents, refuseEvents } from '../expectations/find-events.js';
import { FakeReceiver } from '../receiver/fake-receiver.js';
import { RecordingSender } from '../sender/recording-sender.js';
import { TestingError } from '../testing.errors.js';
import { clearDatabase } from './clear-database.js';
import { countEvents, deliveriesOf, type Delivered } from './delivery-log.js';
import { passTime, untilNextDue } from './time-machine.js';

/** A public address that no test ever connects to. */
const PUBLIC_ADDRESS = '93.184.216.34';
const ENOUGH_ROUNDS = 1000;

/** A webhook for a test. `events` takes definitions and names; `url` has a default. */
export type TestWebhook = Omit<Partial<NewWebhook>, 'events'> & {
  readonly events: readonly (EventType | string)[];
};

export interface DeliveryQuestion {
  /** Only what was sent to this receiver, or URL. */
  readonly to?: FakeReceiver | string;
  /** Exactly so many. Absent: at least one. */
  readonly times?: number;
}

/**
 * Posthorn in the test of a host, on the host's own database: nothing is sent over a network, nothing runs by itself, and
 * time passes when the test says so.
 *
 *     const builder = Test.createTestingModule({ imports: [AppModule] });
 *     const posthorn = PosthornTesting.on(builder);
 */
export class PosthornTesting {
  readonly clock: ManualClock;
  readonly sender = new RecordingSender();
  private moduleRef: ModuleRef | undefined;
  private receivers = 0;
  /** A webhook that an earlier test has left in the database must not find the receiver of this one behind its URL. */
  private readonly run = randomUUID().slice(0, 8);

  private constructor(start: Date | undefined) {
    this.clock = new ManualClock(start);
  }

  /**
   * Replaces sender and clock in the application that is being built, and keeps its dispatcher from running by itself.
   * @param start where the clock stands. Default: the present moment
   */
  static on(builder: TestingModuleBuilder, { start }: { readonly start?: Date } = {}): PosthornTesting {
    const testing = new PosthornTesting(start);
    builder.overrideProvider(WEBHOOKS_OPTIONS).useFactory({
      inject: [WEBHOOKS_GIVEN_OPTIONS, ModuleRef],
      factory: (given: WebhooksModuleOptions, moduleRef: ModuleRef) => {
        testing.moduleRef = moduleRef;
        return webhooksOptions({
          ...given,
          sender: testing.sender,
          worker: { ...given.worker, enabled: false },
          delivery: { ...given.delivery, allowHttp: true },
          // Names are not looked up either: URLs of receivers need not exist.
          egress: {
            ...given.egress,
            resolver: { resolve: () => Promise.resolve({ addresses: [PUBLIC_ADDRESS], source: 'dns' }) },
          },
        });
      },
    });
    // As a value: Nest 11 never calls the factory that replaces one.
    builder.overrideProvider(CLOCK).useValue(testing.clock);
    return testing;
  }

  /** `dispatcher.runOnce()` does everything that is due and resolves when it is stored. */
  get dispatcher(): Pick<DeliveryEngine, 'runOnce'> {
    return this.find<DeliveryEngine>(ENGINE);
  }

  /** Does everything that is due. */
  async runOnce(): Promise<RunReport> {
    return this.dispatcher.runOnce();
  }

  /**
   * Makes a webhook and a receiver behind it that verifies what it gets.
   * @throws InvalidInputError as the API does
   */
  async subscribe({ events, ...webhook }: TestWebhook): Promise<FakeReceiver> {
    this.receivers += 1;
    const url = webhook.url ?? `https://receiver-${this.receivers}-${this.run}.test/hooks`;
    const names = events.map((event) => (typeof event === 'string' ? event : event.name));
    const created = await this.find<WebhooksService>(WebhooksService).create({ ...webhook, url, events: names });
    const { dialect } = toWebhookJson(created);
    // Posthorn's own dialect is signed in two ways; this one bounds the age.
    const scheme = dialect === 'standard' ? 'standard-webhooks' : dialect;
    const receiver = new FakeReceiver({
      url,
      secrets: created.secret,
      clock: this.clock,
      ...(isReceivedScheme(scheme) ? { scheme } : {}),
    });
    this.sender.route(url, receiver);
    return receiver;
  }

  /**
   * Forgets every webhook, event and delivery, in the database and of the sender: what an earlier test has left there is
   * heard and counted otherwise. For the database of the tests alone, and one that no other test file uses meanwhile.
   */
  async clear(): Promise<void> {
    await clearDatabase(this.database, this.schema);
    this.sender.clear();
  }

  /** Lets time pass, for the clock of the process and for everything that waits in the database. Sends nothing by itself. */
  async advance(duration: Duration): Promise<void> {
    this.clock.advance(duration);
    await passTime(this.database, this.schema, milliseconds(duration) / 1000);
  }

  /**
   * Does everything that is due, lets the time until the next retry pass, and so on until nothing waits.
   * @returns the waits in seconds: `[30, 300, 1800, 7200]` for a receiver that always fails
   * @throws TestingError `endless_retries`
   */
  async runRetries(): Promise<readonly number[]> {
    const waits: number[] = [];
    for (let round = 0; round < ENOUGH_ROUNDS; round += 1) {
      await this.runOnce();
      const seconds = await untilNextDue(this.database, this.schema);
      if (seconds === null) return waits;
      // What has passed in reality since the attempt is no part of the table.
      const wait = Math.max(0, Math.ceil(seconds));
      waits.push(wait);
      await this.advance(wait * 1000);
    }
    throw new TestingError('endless_retries', `Deliveries wait still, after ${ENOUGH_ROUNDS} rounds.`);
  }

  /** Every request so far, with the event behind it, oldest first; also those that failed. */
  async deliveries({ to }: Pick<DeliveryQuestion, 'to'> = {}): Promise<readonly Delivered[]> {
    return (await this.happenings(to)).map(({ delivered }) => delivered);
  }

  /**
   * Does everything that is due, then looks for deliveries of this event that were answered with 2xx and whose payload
   * has these fields. The payload is the one that was published, in every dialect.
   * @throws ExpectationError with the nearest misses and what may be the reason
   */
  async expectDelivered<Payload extends object>(
    type: EventType<Payload>,
    fields?: PartialOf<NoInfer<Payload>>,
    { to, times }: DeliveryQuestion = {},
  ): Promise<readonly Delivered<Payload>[]> {
    await this.runOnce();
    const happenings = await this.happenings(to);
    const wanted = { type: type.name, data: fields ?? {}, times, verb: 'delivered' };
    const found = happenings.filter((each) => each.type === type.name);
    const hints = found.length > 0 ? [] : [await this.reason(type.name)];
    return findEvents(happenings, wanted, hints).map(({ delivered }) => delivered as Delivered<Payload>);
  }

  /** @throws ExpectationError when such an event was delivered */
  async expectNotDelivered<Payload extends object>(
    type: EventType<Payload>,
    fields?: PartialOf<NoInfer<Payload>>,
    { to }: Pick<DeliveryQuestion, 'to'> = {},
  ): Promise<void> {
    await this.runOnce();
    refuseEvents(await this.happenings(to), { type: type.name, data: fields ?? {}, verb: 'delivered' });
  }

  private async reason(type: string): Promise<string> {
    const events = await countEvents(this.database, this.schema, type);
    return events === 0
      ? `No ${type} was published, or its transaction was not committed.`
      : `${type} was published ${events === 1 ? 'once' : `${events} times`}, and no webhook that may hear it wants it: ` +
          'does one subscribe to it, in the same project, and is it active?';
  }

  private async happenings(to: DeliveryQuestion['to']) {
    const url = typeof to === 'string' ? to : to?.url;
    const all = await deliveriesOf(this.sender, this.database, this.schema);
    return url === undefined ? all : all.filter(({ delivered }) => delivered.url === url);
  }

  private get database(): Database {
    return this.find<Database>(DATABASE);
  }

  /** Quoted. */
  private get schema(): string {
    return this.find<string>(SCHEMA);
  }

  private find<Value>(token: string | (abstract new (...args: never[]) => Value)): Value {
    if (this.moduleRef === undefined) {
      throw new TestingError(
        'posthorn_missing',
        'Compile the testing module first: await builder.compile(). It has to import PosthornModule or WebhooksModule.',
      );
    }
    return this.moduleRef.get<Value>(token, { strict: false });
  }
}
