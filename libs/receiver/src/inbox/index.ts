export { createInbox, Inbox, type InboxEntry, type InboxMessage, type InboxResult } from './inbox.js';
export { InboxOptions, type InboxConfiguration } from './inbox.options.js';
export { inboxSql } from './inbox-statements.js';
export { PgReplayStore } from './pg-replay-store.js';
