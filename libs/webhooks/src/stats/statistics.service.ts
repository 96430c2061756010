import { Injectable } from '@nestjs/common';
import type { ProjectScope } from '../access/project-scope.js';
import { DAY_MS } from '../common/clock.js';
import { MalformedRequestError, ResourceNotFoundError } from '../webhooks.errors.js';
import { WebhookStore } from '../webhooks/webhook.store.js';
import { StatisticsStore, type StatisticsRow, type WebhookStatisticsRow } from './statistics.store.js';

export interface StatisticsRequest {
  readonly scope: ProjectScope;
  /** Raw UUID. */
  readonly webhookId?: string;
  /** Absent: a day before `until`. */
  readonly since?: Date;
  /** Absent: now. */
  readonly until?: Date;
  /** Absent: what gives at most some hundred intervals. */
  readonly intervalSeconds?: number;
}

export interface Statistics {
  /** The beginning of the first interval and the end of the last. */
  readonly since: Date;
  readonly until: Date;
  readonly intervalSeconds: number;
  /** One per interval, empty ones too. */
  readonly rows: readonly StatisticsRow[];
}

export interface WebhookStatistics {
  readonly since: Date;
  readonly until: Date;
  readonly rows: readonly WebhookStatisticsRow[];
}

const MAX_ROWS = 2000;
const MAX_WEBHOOKS = 200;
/** A Monday, midnight UTC: where intervals are counted from. */
const ORIGIN = Date.UTC(2001, 0, 1);

/** Deliveries by outcome, success rate and response times over time, in UTC. */
@Injectable()
export class StatisticsService {
  constructor(
    private readonly store: StatisticsStore,
    private readonly webhooks: WebhookStore,
  ) {}

  /**
   * Totals per webhook to the minute, the 200 with the most failures, most first.
   * @throws MalformedRequestError `invalid_query`
   */
  async byWebhook({
    scope,
    since,
    until,
  }: Pick<StatisticsRequest, 'scope' | 'since' | 'until'>): Promise<WebhookStatistics> {
    const end = until ?? new Date();
    const start = since ?? new Date(end.getTime() - DAY_MS);
    if (start >= end) throw new MalformedRequestError('invalid_query', 'since has to be before until.');
    const bounds = { since: start, until: end };
    return { ...bounds, rows: await this.store.byWebhook({ ...bounds, scope }, MAX_WEBHOOKS) };
  }

  /** @throws ResourceNotFoundError; MalformedRequestError `invalid_query` */
  async read(request: StatisticsRequest): Promise<Statistics> {
    const { scope, webhookId } = request;
    const end = request.until ?? new Date();
    const start = request.since ?? new Date(end.getTime() - DAY_MS);
    if (start >= end) throw new MalformedRequestError('invalid_query', 'since has to be before until.');
    const intervalSeconds = request.intervalSeconds ?? suitable(end.getTime() - start.getTime());
    const step = intervalSeconds * 1000;
    const since = ORIGIN + Math.floor((start.getTime() - ORIGIN) / step) * step;
    const until = ORIGIN + Math.ceil((end.getTime() - ORIGIN) / step) * step;
    if ((until - since) / step > MAX_ROWS) {
      throw new MalformedRequestError('invalid_query', `That is more than ${MAX_ROWS} intervals: take longer ones.`);
    }
    if (webhookId !== undefined && !(await this.webhooks.exists(webhookId, scope))) {
      throw new ResourceNotFoundError('webhook');
    }
    const bounds = { since: new Date(since), until: new Date(until), intervalSeconds };
    const found = await this.store.read({ ...bounds, scope, webhookId: webhookId ?? null });
    const known = new Map(found.map((row) => [row.start.getTime(), row]));
    const rows: StatisticsRow[] = [];
    for (let at = since; at < until; at += step) rows.push(known.get(at) ?? empty(at));
    return { ...bounds, rows };
  }
}

function suitable(milliseconds: number): number {
  if (milliseconds <= DAY_MS / 4) return 60;
  return milliseconds <= 14 * DAY_MS ? 3600 : 86_400;
}

function empty(at: number): StatisticsRow {
  return { start: new Date(at), succeeded: 0, failed: 0, skipped: 0, attempts: 0, response_times: [] };
}
