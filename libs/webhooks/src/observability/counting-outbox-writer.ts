import type { StoreReceipt, TransactionHandle } from '@posthorn/event-bus';
import { OutboxWriter, type EventToStore, type OutboxWriterDeps } from '../outbox/outbox-writer.js';

/** Counts what is stored; repetitions are not counted, what is rolled back later is. */
export class CountingOutboxWriter extends OutboxWriter {
  constructor(
    deps: OutboxWriterDeps,
    private readonly count: (events: number, invalid: number) => void,
  ) {
    super(deps);
  }

  override async store(transaction: TransactionHandle, events: readonly EventToStore[]): Promise<StoreReceipt> {
    const receipt = await super.store(transaction, events);
    const stored = receipt.events.filter((event) => !event.duplicate).length;
    // Such an event has no key of a caller, so it is never a repetition.
    this.count(stored, events.filter(({ invalidReason }) => invalidReason !== undefined).length);
    return receipt;
  }
}
