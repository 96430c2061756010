import { Module, type DynamicModule } from '@nestjs/common';
import { fromTypeOrm } from '@posthorn/database';
import { createDialects, DialectsModule } from '@posthorn/dialects';
import { EventBusModule } from '@posthorn/event-bus';
import { TableChangesModule } from '@posthorn/table-changes';
import { currentTraceparent, WebhooksModule } from '@posthorn/webhooks';

import type { AppConfig } from '../config/index.js';
import { AppDataSource } from '../database/index.js';
import type { Logger } from '../logging/index.js';
import { ProjectsModule, ProjectsService } from '../modules/projects/index.js';
import { DialectDocumentsController } from './dialect-documents.controller.js';
import { DeliveryObserver } from './delivery-observer.js';
import { webhooksOptionsFrom } from './webhooks-options.js';

export interface PosthornOptions {
  readonly config: AppConfig;
  readonly encryptionKeys: readonly string[];
  readonly logger: Logger;
}

/** Of this application: the keys of projects, and what has been migrated. */
const NEVER_HEARD = ['*.api_keys', '*.ended_sessions', '*.migrations'];

/** Puts the libraries into this application: bus and webhooks on its DataSource, its guard before their routes. */
@Module({})
export class PosthornModule {
  static forRoot(options: PosthornOptions): DynamicModule {
    const { config, encryptionKeys, logger } = options;
    return {
      module: PosthornModule,
      controllers: [DialectDocumentsController],
      imports: [
        EventBusModule.forRootAsync({
          isGlobal: true,
          inject: [AppDataSource],
          useFactory: (dataSource: AppDataSource) => ({
            database: fromTypeOrm(dataSource),
            traceparent: currentTraceparent,
          }),
        }),
        WebhooksModule.forRootAsync({
          isGlobal: true,
          imports: [ProjectsModule],
          inject: [AppDataSource, ProjectsService],
          useFactory: (dataSource: AppDataSource, projects: ProjectsService) =>
            webhooksOptionsFrom({
              config,
              encryptionKeys,
              dataSource,
              projects,
              observer: new DeliveryObserver(logger),
            }),
        }),
        DialectsModule.forRoot(createDialects({ appwriteDatabase: config.delivery.appwriteDatabase })),
        TableChangesModule.forRoot({ tables: config.delivery.tables, never: NEVER_HEARD }),
      ],
    };
  }
}
