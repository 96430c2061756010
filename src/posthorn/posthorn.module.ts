import { Module, type DynamicModule } from '@nestjs/common';
import { fromTypeOrm } from '@posthorn/database';
import { createDialects, DialectsModule } from '@posthorn/dialects';
import { EventBusModule } from '@posthorn/event-bus';
import { WebhooksModule } from '@posthorn/webhooks';

import type { AppConfig } from '../config/index.js';
import { AppDataSource } from '../database/index.js';
import type { Logger } from '../logging/index.js';
import { Metrics } from '../metrics/index.js';
import { ProjectsModule, ProjectsService } from '../modules/projects/index.js';
import { DeliveryObserver } from './delivery-observer.js';
import { webhooksOptionsFrom } from './webhooks-options.js';

export interface PosthornOptions {
  readonly config: AppConfig;
  readonly encryptionKeys: readonly string[];
  readonly logger: Logger;
}

/** Puts the libraries into this application: bus and webhooks on its DataSource, its guard before their routes. */
@Module({})
export class PosthornModule {
  static forRoot(options: PosthornOptions): DynamicModule {
    const { config, encryptionKeys, logger } = options;
    return {
      module: PosthornModule,
      imports: [
        EventBusModule.forRootAsync({
          isGlobal: true,
          inject: [AppDataSource],
          useFactory: (dataSource: AppDataSource) => ({ database: fromTypeOrm(dataSource) }),
        }),
        WebhooksModule.forRootAsync({
          isGlobal: true,
          imports: [ProjectsModule],
          inject: [AppDataSource, ProjectsService, Metrics],
          useFactory: (dataSource: AppDataSource, projects: ProjectsService, metrics: Metrics) =>
            webhooksOptionsFrom({
              config,
              encryptionKeys,
              dataSource,
              projects,
              observer: new DeliveryObserver(logger, metrics.deliveries),
            }),
        }),
        DialectsModule.forRoot(createDialects({ appwriteDatabase: config.delivery.appwriteDatabase })),
      ],
    };
  }
}
