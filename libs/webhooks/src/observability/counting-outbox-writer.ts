import type { StoreReceipt, TransactionHandle } from '@posthorn/event-bus';
import { OutboxWriter, type EventToStore, type OutboxWriterDeps } from '../outbox/outbox-writer.js';

/** Counts what is stored; repetitions are not counted, what is rolled back later is. */
export class CountingOutboxWriter extends OutboxWriter {
  constructor(
    deps: OutboxWriterDeps,
    private readonly count: (events: number) => void,
  ) {
    super(deps);
  }

  override async store(transaction: TransactionHandle, events: readonly EventToStore[]): Promise<StoreReceipt> {
    const receipt = await super.store(transaction, events);
    this.count(receipt.events.filter((event) => !event.duplicate).length);
    return receipt;
  }
}
