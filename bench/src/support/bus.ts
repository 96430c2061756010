import { EventBus } from '@posthorn/event-bus';
import { EventCatalog, type EventType } from '@posthorn/event-catalog';
import type { Database } from '@posthorn/database';
import { loadEngineStatements, OutboxWriter } from '@posthorn/webhooks/engine';

/** The bus and its outbox as an application has them: payloads are checked against the catalog and frozen. */
export function openBus(database: Database, types: readonly EventType[], onCommitted: () => void): EventBus {
  const catalog = new EventCatalog();
  for (const type of types) catalog.register(type);
  const bus = new EventBus(catalog);
  bus.configure({ database });
  const writer = new OutboxWriter({ database, statements: loadEngineStatements('posthorn'), onCommitted });
  bus.publishing$.subscribe(writer.subscriber);
  return bus;
}
