import { expect, it } from '@jest/globals';
import { insertInTransaction, isPublishOnly, type Database } from '@posthorn/database';
import type { HostTransaction } from '@posthorn/database/testing';

const INSERT = `
  with proof as materialized (
    select where case when $2::xid8 is null then pg_current_xact_id_if_assigned() is not null
                      else pg_current_xact_id() = $2::xid8 end
  ), written as (insert into published (id) select $1 from proof)
  select pg_current_xact_id()::text as xid from proof`;

export interface PublishingSubject {
  /** Made without a pool. */
  readonly database: () => Database;
  /** Everything that is no transaction of the client: itself, first of all. */
  readonly refused: () => readonly unknown[];
  begin(): Promise<HostTransaction>;
}

/** What an adapter does for a process that only publishes, on a database with a table `published (id text)`. */
export function publishingCases({ database, refused, begin }: PublishingSubject): void {
  const stored = async (id: string): Promise<boolean> =>
    (await database().query('select 1 as one from published where id = $1', [id])).rows.length === 1;

  it('publishes in a transaction of the client without any pool: what commits is there, what rolls back is not', async () => {
    for (const end of ['commit', 'rollback'] as const) {
      const host = await begin();
      const { rows } = await insertInTransaction(database().join(host.handle), INSERT, [end]);
      const ended = new Promise<void>((resolve) =>
        database()
          .join(host.handle)
          .onEnd(rows[0]?.xid ?? '', resolve),
      );
      expect(await stored(end)).toBe(false);
      await host[end]();
      await ended;
      expect(await stored(end)).toBe(end === 'commit');
    }
  });

  it('refuses what is no transaction before anything is sent', () => {
    for (const wrong of refused()) {
      expect(() => database().join(wrong)).toThrow(
        expect.objectContaining({
          code: 'not_in_transaction',
          message: expect.stringMatching(/Pass the object that /),
        }),
      );
    }
  });

  it('tells the SQLSTATE of a statement that fails, and nothing of its values', async () => {
    const host = await begin();
    const tx = database().join(host.handle);
    const failing = tx.query('insert into published (id) values ($1), ($1)', ['secret value']);
    await expect(failing).rejects.toMatchObject({
      code: '23505',
      message: expect.not.stringContaining('secret value'),
    });
    await expect(insertInTransaction(tx, INSERT, ['late'])).rejects.toMatchObject({ code: 'not_in_transaction' });
    await host.rollback();
  });

  it('has transactions of its own for what belongs to publishing, and no ear', async () => {
    expect(isPublishOnly(database())).toBe(true);
    expect(database().listen).toBeUndefined();
    const insert = 'insert into published (id) values ($1)';
    const level = await database().transaction(async (tx) => {
      expect((await tx.query(insert, ['own'])).rowCount).toBe(1);
      return (await tx.query<{ level: string }>(`select current_setting('transaction_isolation') as level`)).rows;
    });
    expect(level).toEqual([{ level: 'read committed' }]);
    const failure = new Error('of the work');
    const failing = database().transaction(async (tx) => {
      await tx.query(insert, ['never']);
      throw failure;
    });
    await expect(failing).rejects.toBe(failure);
    const hiding = database().transaction(async (tx) => {
      await tx.query(insert, ['hidden']);
      await tx.query('select 1 / 0').catch(() => undefined);
    });
    await expect(hiding).rejects.toMatchObject({ code: 'rolled_back' });
    expect([await stored('own'), await stored('never'), await stored('hidden')]).toEqual([true, false, false]);
  });
}
