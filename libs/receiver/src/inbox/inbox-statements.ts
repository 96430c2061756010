import { loadSql, type Statements } from '@posthorn/database';

const NAMES = [
  'createInbox',
  'createInboxIndex',
  'takeMessage',
  'claimMessage',
  'finishMessage',
  'releaseMessage',
  'forgetMessages',
] as const;

export type InboxStatements = Statements<(typeof NAMES)[number]>;

/** The statements of the inbox for a schema. @throws DatabaseError `invalid_identifier` */
export function inboxStatements(schema: string): InboxStatements {
  return loadSql(new URL('../../sql/', import.meta.url), schema, NAMES);
}

/** The DDL of the inbox, for a migration of the host. @throws DatabaseError `invalid_identifier` */
export function inboxSql(schema = 'public'): string {
  const { createInbox, createInboxIndex } = inboxStatements(schema);
  return `${createInbox};\n${createInboxIndex};\n`;
}
