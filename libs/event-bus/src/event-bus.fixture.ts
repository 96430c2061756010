import { defineEvent, EventCatalog } from '@posthorn/event-catalog';
import { IsDate, IsString } from 'class-validator';
import { firstValueFrom, Subject } from 'rxjs';
import type { EventEnvelope, PublishBatch, StoreReceipt, TransactionHandle } from './envelope.js';
import { EventBus } from './event-bus.js';
import type { EventBusOptions } from './event-bus.options.js';

export class UserPayload {
  @IsString() id!: string;
}
export class VisitPayload {
  @IsDate() at!: Date;
}
export const UserCreated = defineEvent({
  name: 'user.created',
  version: 3,
  description: 'A user.',
  payload: UserPayload,
  example: { id: 'u1' },
});
export const PageVisited = defineEvent({
  name: 'page.visited',
  description: 'A visit.',
  payload: VisitPayload,
  example: { at: new Date(0) },
});

export const NOW = new Date('2025-11-02T10:30:00.123Z');

/** A transaction whose end the test decides. */
export class Transaction implements TransactionHandle {
  private readonly callbacks: (() => void)[] = [];
  query = <Row>(): Promise<{ rows: Row[]; rowCount: number }> => Promise.resolve({ rows: [], rowCount: 0 });
  onEnd(_xid: string, callback: () => void): void {
    this.callbacks.push(callback);
  }
  get watchers(): number {
    return this.callbacks.length;
  }
  end(): void {
    for (const callback of this.callbacks) callback();
  }
}

/** A store in memory that forgets what a test rolls back. */
export class Store {
  readonly events = new Map<string, EventEnvelope>();
  readonly questions: (readonly string[])[] = [];
  private readonly keys = new Map<string, string>();

  readonly subscriber = (batch: PublishBatch): void => {
    batch.waitUntil(this.store(batch.envelopes));
  };

  private async store(envelopes: readonly EventEnvelope[]): Promise<StoreReceipt> {
    await Promise.resolve();
    const events = envelopes.map((envelope) => {
      const first = envelope.publishKey === undefined ? undefined : this.keys.get(envelope.publishKey);
      if (first !== undefined) return { id: first, duplicate: true };
      if (envelope.publishKey !== undefined) this.keys.set(envelope.publishKey, envelope.id);
      this.events.set(envelope.id, envelope);
      return { id: envelope.id, duplicate: false };
    });
    return { events, xid: '7', confirm: (ids) => this.confirm(ids) };
  }

  protected confirm(ids: readonly string[]): Promise<ReadonlySet<string>> {
    this.questions.push(ids);
    return Promise.resolve(new Set(ids.filter((id) => this.events.has(id))));
  }
}

/** A store whose first answer comes when the test says so. */
export class SlowStore extends Store {
  private readonly held = new Subject<void>();

  answer(): void {
    this.held.next();
  }

  protected override async confirm(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const answer = super.confirm(ids);
    if (this.questions.length === 1) await firstValueFrom(this.held);
    return answer;
  }
}

/** A catalog with both types. */
export function createCatalog(): EventCatalog {
  const catalog = new EventCatalog();
  catalog.register(UserCreated);
  catalog.register(PageVisited);
  return catalog;
}

/** A bus whose time stands still and whose transactions are what it is given. */
export function createBus(catalog: EventCatalog, options: Partial<EventBusOptions> = {}): EventBus {
  const bus = new EventBus(catalog);
  bus.configure({
    database: { join: (handle) => handle as Transaction },
    clock: { now: () => NOW },
    confirmWindow: 0,
    ...options,
  });
  return bus;
}
