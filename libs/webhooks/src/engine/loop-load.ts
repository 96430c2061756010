import { performance, type EventLoopUtilization } from 'node:perf_hooks';

/** Share of the time in which the event loop had something to do, from which on what it measures says little. */
const SATURATED = 0.9;

/**
 * Whether this process is what is slow. An event loop that is never idle makes every receiver look slow, also when the
 * reason is another process on the same cores.
 */
export class LoopLoad {
  private before: EventLoopUtilization = performance.eventLoopUtilization();

  /** Since the last call. */
  readonly isSaturated = (): boolean => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, this.before);
    this.before = now;
    return utilization > SATURATED;
  };
}
