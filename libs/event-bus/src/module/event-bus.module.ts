import { Inject, Module } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { EventCatalog } from '@posthorn/event-catalog';
import { EventBus } from '../event-bus.js';
import { ConfigurableModuleClass } from './event-bus.module-definition.js';
import { EventCatalogModule } from './event-catalog.module.js';

/**
 * Holds the bus of the application. A module without options is one per application, so that all who import
 * `EventBusModule`, with or without `forRoot`, share it.
 */
@Module({
  imports: [EventCatalogModule],
  providers: [
    { provide: EventBus, inject: [EventCatalog], useFactory: (catalog: EventCatalog) => new EventBus(catalog) },
  ],
  exports: [EventBus, EventCatalogModule],
})
export class EventBusCoreModule implements OnApplicationShutdown {
  constructor(@Inject(EventBus) private readonly bus: EventBus) {}

  /** After the servers have closed, so that no request is cut off from the bus. */
  onApplicationShutdown(): void {
    this.bus.close();
  }
}

/**
 * The bus. The application module imports `EventBusModule.forRoot({ database })` (or `forRootAsync`) once; others
 * import `EventBusModule`, or nothing when it is global (`isGlobal: true`). `EventCatalog` comes with it.
 */
@Module({ imports: [EventBusCoreModule], exports: [EventBusCoreModule] })
export class EventBusModule extends ConfigurableModuleClass {}
