import type { Database } from '@posthorn/database';

/** What an inbox needs. The initialisers are the defaults. */
export class InboxOptions {
  /** `fromTypeOrm(dataSource)`, `fromPg(pool)`, `fromPrisma({ client })` … of `@posthorn/database`. */
  database!: Database;
  /** Schema of the table `webhook_inbox`. */
  schema = 'public';
  /** Names the sender: two of them may use the same ids. */
  source = 'webhooks';
  /** How long a message is remembered, in seconds; `prune` forgets what is older. Longer than the sender repeats. */
  keepSeconds = 30 * 86_400;
}

export type InboxConfiguration = Pick<InboxOptions, 'database'> & Partial<Omit<InboxOptions, 'database'>>;
