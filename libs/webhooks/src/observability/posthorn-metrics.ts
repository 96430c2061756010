import type { Queryable } from '@posthorn/database';
import type { DutyStatements } from '../duties/duty-statements.js';
import type { AttemptSignal, EngineObserver } from '../engine/engine-ports.js';
import { Counter, Histogram } from './instruments.js';
import { prometheusText, type MetricFamily } from './metric-family.js';

const ATTEMPT_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30, 60, 300];
const STATEMENT_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];
/** However often it is scraped, the database is asked so often at most, milliseconds. */
const GAUGES_AGE = 2000;

/** A row of gauges.sql. */
interface GaugeRow {
  readonly outbox_lag: number;
  readonly outbox: number;
  readonly queue: number;
  readonly leases: number;
  readonly breakers_open: number;
  readonly breakers_half_open: number;
  readonly breakers_closed: number;
}

interface Measured extends GaugeRow {
  /** Seconds that the delivery has waited that has waited longest beyond its due time. */
  readonly oldest_due: number;
}

export interface PosthornMetricsDeps {
  readonly database: Queryable;
  readonly statements: DutyStatements;
  /** Requests that are open in this process now. */
  readonly inFlight: () => number;
  readonly now: () => number;
}

/**
 * The numbers of this process's deliveries, and those of the database beside them. Needs no metrics library: `text()` can
 * be put behind the text of a prom-client registry, and `families()` be fed into anything else.
 */
export class PosthornMetrics {
  private readonly published = new Counter('posthorn_events_published_total', 'Events stored by this process.');
  private readonly invalid = new Counter(
    'posthorn_events_invalid_total',
    'Events that can be delivered to nobody: what they hold breaks their schema or cannot be sent.',
  );
  private readonly deliveries = new Counter(
    'posthorn_deliveries_total',
    'Deliveries that ended, by how; retried ones have not ended.',
    'outcome',
    ['delivered', 'retried', 'exhausted', 'rejected', 'blocked', 'unsendable'],
  );
  private readonly suspected = new Counter(
    'posthorn_duplicates_suspected_total',
    'Claims whose outcome is unknown: their requests may have arrived and are made again.',
  );
  private readonly takeovers = new Counter(
    'posthorn_lease_takeovers_total',
    'Leases taken over from processes that are gone.',
  );
  private readonly disabled = new Counter('posthorn_webhooks_disabled_total', 'Webhooks disabled.', 'reason', [
    'gone',
    'failing',
  ]);
  private readonly durations = new Histogram(
    'posthorn_attempt_duration_seconds',
    'Time of an attempt from its start to its end, by outcome.',
    ATTEMPT_SECONDS,
    'outcome',
  );
  private readonly claims = new Histogram(
    'posthorn_claim_duration_seconds',
    'Time of a claim, by what was claimed.',
    STATEMENT_SECONDS,
    'kind',
  );
  private readonly claimed = new Counter('posthorn_claimed_rows_total', 'Rows claimed, by what they are.', 'kind', [
    'outbox',
    'queue',
  ]);
  private readonly records = new Histogram(
    'posthorn_record_duration_seconds',
    'Time of a write of outcomes.',
    STATEMENT_SECONDS,
  );
  private gauges: { readonly at: number; readonly row: Promise<Measured | undefined> } | undefined;
  /** Bound here, so that the engine can hold it as an observer. */
  readonly observer: EngineObserver = {
    attempt: (signal) => this.countAttempt(signal),
    leaseLost: (outcomes) => this.suspected.add(outcomes),
    leasesReaped: ({ leases, events, deliveries }) => {
      this.takeovers.add(leases);
      this.suspected.add(events + deliveries);
    },
    webhookDisabled: (_, reason) => this.disabled.add(1, reason),
    claimed: (kind, rows, durationMs) => {
      this.claims.observe(durationMs / 1000, kind);
      this.claimed.add(rows, kind);
    },
    recorded: (_, durationMs) => this.records.observe(durationMs / 1000),
    undeliverable: (events) => this.invalid.add(events),
  };

  constructor(private readonly deps: PosthornMetricsDeps) {}

  /** Events were stored in a transaction that has not ended yet. */
  countPublished(events: number, invalid = 0): void {
    this.published.add(events);
    this.invalid.add(invalid);
  }

  /** Everything, the database's part at most two seconds old; that part is absent while the database is away. */
  async families(): Promise<readonly MetricFamily[]> {
    const own = [
      this.published,
      this.invalid,
      this.deliveries,
      this.suspected,
      this.takeovers,
      this.disabled,
      this.durations,
      this.claimed,
      this.claims,
      this.records,
    ].map((instrument) => instrument.family());
    const inFlight = gauge('posthorn_in_flight', 'Requests that are open in this process.', this.deps.inFlight());
    const row = await this.measured();
    return [...own, inFlight, ...(row === undefined ? [] : databaseFamilies(row))];
  }

  /** In the text format of Prometheus. */
  async text(): Promise<string> {
    return prometheusText(await this.families());
  }

  /** Seconds that the oldest unclaimed event and the oldest due delivery wait; undefined while the database is away. */
  async waits(): Promise<{ readonly outbox: number; readonly due: number } | undefined> {
    const row = await this.measured();
    return row && { outbox: Math.max(0, row.outbox_lag), due: row.oldest_due };
  }

  private countAttempt({ outcome, next, durationMs }: AttemptSignal): void {
    this.durations.observe(durationMs / 1000, outcome);
    this.deliveries.add(1, next === 'success' ? 'delivered' : next === 'retry' ? 'retried' : next);
  }

  private measured(): Promise<Measured | undefined> {
    const { database, statements, now } = this.deps;
    if (this.gauges === undefined || now() - this.gauges.at > GAUGES_AGE) {
      const row = Promise.all([
        database.query<GaugeRow>(statements.gauges),
        database.query<{ due_in: number }>(statements.readyList),
      ]).then(
        ([gauges, ready]) => {
          const [found] = gauges.rows;
          return (
            found && { ...found, oldest_due: ready.rows.reduce((oldest, row) => Math.max(oldest, -row.due_in), 0) }
          );
        },
        () => undefined,
      );
      this.gauges = { at: now(), row };
    }
    return this.gauges.row;
  }
}

function databaseFamilies(row: Measured): MetricFamily[] {
  return [
    gauge(
      'posthorn_outbox_lag_seconds',
      'Age of the oldest event that nobody has claimed.',
      Math.max(0, row.outbox_lag),
    ),
    gauge('posthorn_outbox_events', 'Events that nobody has claimed, up to 10000.', row.outbox),
    gauge('posthorn_queue_deliveries', 'Deliveries that wait, up to 10000.', row.queue),
    gauge('posthorn_oldest_due_seconds', 'How long the oldest due delivery waits beyond its time.', row.oldest_due),
    gauge('posthorn_leases', 'Claims that are held, by any process.', row.leases),
    {
      name: 'posthorn_breakers',
      help: 'Webhooks by the state of their breaker.',
      type: 'gauge',
      samples: [
        { labels: { state: 'open' }, value: row.breakers_open },
        { labels: { state: 'half_open' }, value: row.breakers_half_open },
        { labels: { state: 'closed' }, value: row.breakers_closed },
      ],
    },
  ];
}

function gauge(name: string, help: string, value: number): MetricFamily {
  return { name, help, type: 'gauge', samples: [{ labels: {}, value }] };
}
