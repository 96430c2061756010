import type { LogLine } from '../programs/receiver.js';

/** What came of a scenario, by the business rows and the receiver's log alone. */
export interface Tally {
  /** Business rows for which there must be an answered request at every webhook, and is not. */
  readonly lost: number;
  /** Requests that came although an earlier one for the same had arrived and was not refused by the receiver. */
  readonly duplicates: number;
  /** Of the first of those: how long before the death of its process it was answered, at most, ms. */
  readonly oldestAnswerLost: number;
  /** Duplicates whose first request was made by a process that neither died nor lost its lease. */
  readonly unexplained: number;
  /** Requests for business rows that do not exist. */
  readonly phantoms: number;
  readonly delivered: number;
  /** Epoch, ms, of the last first success. */
  readonly lastAt: number;
  /** Epoch, ms, of the last request. */
  readonly lastRequestAt: number;
}

interface Request {
  readonly t: number;
  readonly pid: number;
  answered: number | undefined;
  answeredAt: number;
}

/**
 * @param orders the business rows
 * @param paths the webhooks' paths
 * @param deaths epoch milliseconds at which processes died, by process id; NaN: it lives, and was too slow for its lease
 */
export function tally(
  orders: ReadonlySet<string>,
  paths: readonly string[],
  log: readonly LogLine[],
  deaths: ReadonlyMap<number, number> = new Map(),
): Tally {
  const wanted = new Set(paths);
  const seen = new Map<string, Request[]>();
  const byNumber = new Map<number, Request>();
  const strangers = new Set<string>();
  let lastRequestAt = 0;
  for (const line of log) {
    if (!wanted.has(line.path)) continue;
    if (line.kind === 'r') {
      const order = line.order ?? '';
      lastRequestAt = Math.max(lastRequestAt, line.t);
      if (!orders.has(order)) strangers.add(order);
      const request = { t: line.t, pid: line.pid ?? 0, answered: undefined, answeredAt: Infinity };
      byNumber.set(line.n, request);
      const key = `${line.path} ${order}`;
      seen.set(key, [...(seen.get(key) ?? []), request]);
    } else if (line.kind === 'a') {
      const request = byNumber.get(line.n);
      if (request !== undefined) Object.assign(request, { answered: line.status, answeredAt: line.t });
    }
  }
  let lost = 0;
  let duplicates = 0;
  let oldestAnswerLost = 0;
  let unexplained = 0;
  let delivered = 0;
  let lastAt = 0;
  for (const order of orders) {
    for (const path of paths) {
      const requests = seen.get(`${path} ${order}`) ?? [];
      const good = requests.find(({ answered }) => isSuccess(answered));
      if (good === undefined) lost++;
      else {
        delivered++;
        lastAt = Math.max(lastAt, good.answeredAt);
      }
      for (const earlier of requests.slice(0, -1)) {
        if (earlier.answered !== undefined && !isSuccess(earlier.answered)) continue;
        duplicates++;
        const death = deaths.get(earlier.pid);
        if (death === undefined) unexplained++;
        else if (earlier.answered !== undefined && Number.isFinite(death)) {
          oldestAnswerLost = Math.max(oldestAnswerLost, death - earlier.answeredAt);
        }
      }
    }
  }
  return {
    lost,
    duplicates,
    oldestAnswerLost,
    unexplained,
    phantoms: strangers.size,
    delivered,
    lastAt,
    lastRequestAt,
  };
}

const isSuccess = (status: number | undefined): boolean => status !== undefined && status >= 200 && status < 300;
