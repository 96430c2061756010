import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { EventCatalog } from '@posthorn/event-catalog';
import type { EventType } from '@posthorn/event-catalog';

/** Holds the catalog of the application: a module without options exists once in it. */
@Module({
  providers: [{ provide: EventCatalog, useFactory: () => new EventCatalog() }],
  exports: [EventCatalog],
})
export class EventCatalogCoreModule {}

/**
 * Gives `EventCatalog` to who imports it. A feature module contributes its event types with `forFeature`, and no
 * other file has to know.
 */
@Module({ imports: [EventCatalogCoreModule], exports: [EventCatalogCoreModule] })
export class EventCatalogModule {
  /**
   * Registers event types while the application is put together: before any `onModuleInit` the catalog is complete.
   * A name that is taken, or an example that does not fit, stops the boot with a CatalogError.
   */
  static forFeature(types: readonly EventType[]): DynamicModule {
    return {
      module: EventCatalogModule,
      providers: [
        {
          // The names make modules with other types another module, also where Nest compares modules by content.
          provide: `POSTHORN_EVENT_TYPES(${types.map(({ name }) => name).join(',')})`,
          inject: [EventCatalog],
          useFactory: (catalog: EventCatalog) => types.map((type) => catalog.register(type)),
        },
      ],
    };
  }
}
