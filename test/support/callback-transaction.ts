/** A transaction of a client that only knows `transaction(async (tx) => …)`, held open until told how it ends. */
export interface HeldTransaction<Tx> {
  readonly tx: Tx;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

class RollBack extends Error {}

/** @param start opens a transaction, gives it to `work` and ends it as `work` ends */
export async function holdTransaction<Tx>(
  start: (work: (tx: Tx) => Promise<void>) => Promise<unknown>,
): Promise<HeldTransaction<Tx>> {
  let commit = (): void => undefined;
  let rollback = (): void => undefined;
  const gate = new Promise<void>((resolve, reject) => {
    commit = resolve;
    rollback = () => reject(new RollBack());
  });
  let ended: Promise<unknown> = Promise.resolve();
  const tx = await new Promise<Tx>((resolve, reject) => {
    ended = start((opened) => {
      resolve(opened);
      return gate;
    });
    ended.catch(reject);
  });
  return {
    tx,
    commit: async () => {
      commit();
      await ended;
    },
    rollback: async () => {
      rollback();
      await ended.catch((error: unknown) => {
        if (!(error instanceof RollBack)) throw error;
      });
    },
  };
}
