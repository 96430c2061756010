import { loadSql, type Statements } from '@posthorn/database';

const NAMES = [
  'publish',
  'publishOne',
  'publishKeyed',
  'forgetKeys',
  'confirmEvents',
  'claimOutbox',
  'claimOutboxOrdered',
  'claimOutboxSuspects',
  'normaliseEvents',
  'refanOut',
  'finish',
  'finishSuccesses',
  'noteOpen',
  'release',
  'claimQueue',
  'claimSuspects',
  'readyList',
  'sweep',
  'readHealth',
  'renewLeases',
  'reapLeases',
  'settle',
  'settleOne',
  'disableWebhook',
  'loadWebhooks',
  'loadEventTypes',
  'configurationVersion',
  'orderingInbox',
  'orderingLineUp',
  'orderingAdvance',
  'orderingWebhooks',
  'orderingSettle',
  'replay',
  'storeTest',
  'ensureDay',
  'heartbeat',
  'leave',
  'listDays',
  'endDay',
  'housekeepingLock',
  'claimTick',
  'expirePublishKeys',
  'expireIdempotencyKeys',
  'expireSecrets',
  'expireWebhooks',
  'expireProcesses',
] as const;

/** The hot statements, one file each in `sql/`. */
export type EngineStatements = Statements<(typeof NAMES)[number]>;

/** Reads them once, at boot. @throws DatabaseError when one is missing */
export function loadEngineStatements(schema: string): EngineStatements {
  return loadSql(new URL('../../sql/', import.meta.url), schema, NAMES);
}
