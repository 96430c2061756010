import { ConfigurableModuleBuilder } from '@nestjs/common';
import { EventBus } from '../event-bus.js';
import type { EventBusOptions } from '../event-bus.options.js';

/** What `EventBusModule.forRoot` takes: the database, and anything of `EventBusOptions` that shall differ. */
export type EventBusModuleOptions = Pick<EventBusOptions, 'database'> & Partial<EventBusOptions>;

const OPTIONS = 'POSTHORN_EVENT_BUS_OPTIONS';
const CONFIGURED_BUS = 'POSTHORN_CONFIGURED_EVENT_BUS';

export const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<EventBusModuleOptions>({
  moduleName: 'PosthornEventBus',
  optionsInjectionToken: OPTIONS,
})
  .setClassMethodName('forRoot')
  // With the transform: without one an extra is dropped silently, and the module would never be global.
  .setExtras({ isGlobal: false }, (definition, { isGlobal }) => ({
    ...definition,
    global: isGlobal,
    providers: [
      ...(definition.providers ?? []),
      {
        provide: CONFIGURED_BUS,
        inject: [EventBus, OPTIONS],
        useFactory: (bus: EventBus, options: EventBusModuleOptions) => {
          bus.configure(options);
          return bus;
        },
      },
    ],
  }))
  .build();
