import { loadSql, type Statements } from '@posthorn/database';

const NAMES = [
  'recoveryJobs',
  'recoveryLock',
  'recoveryPage',
  'recoveryEventsPage',
  'recoveryCount',
  'recover',
  'recoveryAdvance',
  'loadEventTypes',
  'normaliseEvents',
  'rollUp',
  'statisticsWindow',
  'expireStatistics',
  'configurationVersion',
  'gauges',
  'tailDeliveries',
  'readyList',
  'operationalListeners',
  'webhookTransitions',
  'noteAnnouncements',
  'failedDeliveries',
  'announcementsWindow',
  'announcementsAdvance',
] as const;

/** Statements of what is done in the background, one file each in `sql/`. */
export type DutyStatements = Statements<(typeof NAMES)[number]>;

/** Reads them once, at boot. @throws DatabaseError when one is missing */
export function loadDutyStatements(schema: string): DutyStatements {
  return loadSql(new URL('../../sql/', import.meta.url), schema, NAMES);
}
