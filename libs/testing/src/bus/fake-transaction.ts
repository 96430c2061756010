import type { TransactionHandle } from '@posthorn/event-bus';

/** Stands for a transaction of the host: what is published in it counts until it is rolled back. */
export class FakeTransaction implements TransactionHandle {
  private readonly callbacks: (() => void)[] = [];
  private state: 'open' | 'committed' | 'rolled back' = 'open';

  get isRolledBack(): boolean {
    return this.state === 'rolled back';
  }

  commit(): void {
    this.end('committed');
  }

  rollback(): void {
    this.end('rolled back');
  }

  /** For services that write through the transaction: every statement finds nothing. */
  query<Row = Record<string, unknown>>(): Promise<{ readonly rows: Row[]; readonly rowCount: number }> {
    return Promise.resolve({ rows: [], rowCount: 0 });
  }

  onEnd(_xid: string, callback: () => void): void {
    if (this.state === 'open') this.callbacks.push(callback);
    else callback();
  }

  private end(state: 'committed' | 'rolled back'): void {
    if (this.state !== 'open') return;
    this.state = state;
    for (const callback of this.callbacks.splice(0)) callback();
  }
}
