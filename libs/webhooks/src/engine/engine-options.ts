/** How one process works. Durations in milliseconds. */
export class WorkerOptions {
  /** False: this process claims and sends nothing (role `api`). */
  enabled = true;
  /**
   * Who polls. `timer`: this process, every `pollInterval`. `host`: the host's cron, by `tick()`; commits,
   * notifications and retries whose time is known are taken up at once all the same.
   */
  tick: 'timer' | 'host' = 'timer';
  /** The net under wakes and notifications: the longest that due work waits unseen. */
  pollInterval = 1000;
  /** Rows of one claim and of one write. 500 to 1,000 is enough; 2,000 brought nothing. */
  batchSize = 1000;
  /** Database connections that relay, dispatcher and housekeeping hold at a time, beside the one for LISTEN. */
  connections = 4;
  /** Requests that a process works on at a time; those that wait longer than `slowAfter` for an answer do not count. */
  concurrency = 64;
  /** An attempt that is open longer than this gives its slot to others and waits beside them. */
  slowAfter = 50;
  /** Requests open at a time, slow ones included. */
  maxOpenRequests = 1024;
  /** How long claimed work is out of others' reach after this process has died. Renewed every third of it. */
  lease = 60_000;
  /**
   * How long a process counts as alive after a heartbeat, of which there are four in this time. After a crash its part
   * of every cap is missed for so long, and one that is alone waits for so long before it begins again.
   */
  heartbeat = 1800;
  /** Outcomes are written when a batch is full or this old. */
  flushInterval = 20;
  /** Outcomes kept in memory while the database is away; beyond it nothing is claimed. */
  maxUnwritten = 5000;
  /** How long `stop` lets attempts go on. */
  shutdownGrace = 25_000;
}

/** The longest that a timer of Node can be set for: 24 days. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** How long a loop that found nothing sleeps unless it is woken, ms. With `tick: 'host'` the ticks are what wakes it. */
export function pollWait({ tick, pollInterval }: WorkerOptions): number {
  return tick === 'host' ? LONGEST_TIMER : pollInterval;
}

/** What a dialect and a webhook leave open. */
export class DeliveryOptions {
  /** Total deadline of an attempt where neither the webhook nor its dialect says, milliseconds. */
  timeout = 15_000;
  /** A webhook that has only failed for this long is disabled, milliseconds. */
  disableAfter = 5 * 86_400_000;
  /** Lost claims after which a delivery ends as `unsendable`, `crash_loop`. */
  maxLostClaims = 10;
  /** A first attempt that is open for so long is written as pending, so that it can be seen. */
  showOpenAfter = 1000;
}

export class RetryOptions {
  /** Failed attempts in a row that open a webhook's breaker. */
  breakerThreshold = 10;
  /** First and longest pause of an open breaker; doubles with each failed probe. */
  breakerDelay = 5_000;
  breakerMaxDelay = 300_000;
  /** How long a webhook is slowed by 429, 502 or 504 without `Retry-After`. */
  slowDown = 5_000;
}

/** Every option of the delivery engine; the initialisers are the defaults. */
export class EngineOptions {
  worker = new WorkerOptions();
  delivery = new DeliveryOptions();
  retry = new RetryOptions();
  /** Sent in `User-Agent: Posthorn/<version>`. */
  version = '0.1.0';
}

export type PartialEngineOptions = {
  readonly [Part in keyof EngineOptions]?: EngineOptions[Part] extends object
    ? Partial<EngineOptions[Part]>
    : EngineOptions[Part];
};

/** The defaults with what the host gave laid over them. */
export function engineOptions(given: PartialEngineOptions = {}): EngineOptions {
  const options = new EngineOptions();
  Object.assign(options.worker, defined(given.worker));
  Object.assign(options.delivery, defined(given.delivery));
  Object.assign(options.retry, defined(given.retry));
  if (given.version !== undefined) options.version = given.version;
  return options;
}

function defined(values: object | undefined): object {
  return Object.fromEntries(Object.entries(values ?? {}).filter(([, value]) => value !== undefined));
}
