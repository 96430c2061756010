import type { Scenario } from '../support/scenario.js';
import { claimScenario } from './claim.js';
import { costScenario } from './cost.js';
import { deadHalfScenario } from './dead-half.js';
import { drainScenario } from './drain.js';
import { fanOutScenario } from './fan-out.js';
import { hangingScenario } from './hanging.js';
import { latencyScenario } from './latency.js';
import { matchingScenario } from './matching.js';
import { nestModelScenario } from './nest-model.js';
import { pendingScenario } from './pending.js';
import { publishingScenario } from './publishing.js';
import { retentionScenario } from './retention.js';
import { rowChanges } from './row-changes.js';
import { twoProcessesScenario } from './two-processes.js';

/** In the order in which they run and are shown. */
export const scenarios: readonly Scenario[] = [
  drainScenario,
  pendingScenario,
  fanOutScenario,
  twoProcessesScenario,
  nestModelScenario,
  costScenario,
  claimScenario,
  latencyScenario,
  publishingScenario,
  matchingScenario,
  hangingScenario,
  deadHalfScenario,
  retentionScenario,
  rowChanges,
];
