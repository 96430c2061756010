import type { Sender } from '@posthorn/egress';
import type { Clock } from '../common/clock.js';
import type { EngineOptions } from '../engine/engine-options.js';
import type { GuardedObserver } from '../engine/engine-ports.js';
import type { Monotonic } from '../engine/monotonic.js';
import type { OutcomeRow } from './outcome-row.js';
import type { WorkLane } from './work-item.js';

/** What a dispatcher is given, and whom it tells. */
export interface DispatcherDeps {
  readonly sender: Sender;
  readonly clock: Clock;
  readonly monotonic: Monotonic;
  /** Whether this process was too busy since the last call to tell how fast others answer. */
  readonly isSaturated: () => boolean;
  readonly random: () => number;
  /** This process's part of a cap that holds across processes. */
  readonly share: (cap: number) => number;
  /** False: others may count this process as gone, or what comes of a request could not be stored. Asked at each tick. */
  readonly mayStart: () => boolean;
  readonly options: EngineOptions;
  readonly observer: GuardedObserver;
  /** Takes an outcome to be stored. */
  readonly record: (row: OutcomeRow) => void;
  /** Tells a lane that was just made what is known of its webhook. Must not throw. */
  readonly prepare: (lane: WorkLane) => void;
  /** An attempt for this webhook has ended: there may be room for more. Must not throw. */
  readonly onProgress: (webhookId: string) => void;
}
