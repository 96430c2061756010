import { ReceiverError } from '../receiver.errors.js';

/** PostgreSQL: undefined_table. */
const NO_TABLE = '42P01';

/** Says what to do when the table of the inbox is not there. @throws ReceiverError `inbox_missing` */
export async function withTable<T>(schema: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { code, message = '' } = cause as { code?: unknown; message?: string };
    if (code !== NO_TABLE || !message.includes('webhook_inbox')) throw cause;
    throw new ReceiverError(
      'inbox_missing',
      `There is no table webhook_inbox in schema ${schema}: call inbox.createTable(), or run inboxSql() as a migration.`,
      { cause },
    );
  }
}
