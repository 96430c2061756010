import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { ConsoleModule } from '@posthorn/console';

import { AuditModule } from './audit/index.js';
import { AuthGuard, AuthModule, RequestBudgetGuard } from './auth/index.js';
import { CommonModule } from './common/index.js';
import { ConfigModule, type AppConfig, type LocalSecrets } from './config/index.js';
import { DatabaseModule, type AppDataSource } from './database/index.js';
import { HealthModule } from './health/index.js';
import { AppProblemFilter, HttpModule } from './http/index.js';
import type { Logger } from './logging/index.js';
import { MetricsModule } from './metrics/index.js';
import { ApiKeysModule } from './modules/api-keys/index.js';
import { FilesModule } from './modules/files/index.js';
import { PaymentsModule } from './modules/payments/index.js';
import { ProjectReferenceGuard, ProjectsModule } from './modules/projects/index.js';
import { SessionsModule } from './modules/sessions/index.js';
import { UsersModule } from './modules/users/index.js';
import { PosthornModule } from './posthorn/index.js';
import { SchedulingModule } from './scheduling/index.js';

/** The domain modules. A new one is added here and nowhere else: its entities, migrations and events come with it. */
export const features = [
  ProjectsModule,
  ApiKeysModule,
  UsersModule,
  FilesModule,
  PaymentsModule,
  SessionsModule,
] as const;

export interface AppOptions {
  readonly config: AppConfig;
  readonly secrets: LocalSecrets;
  /** Open, and its schema up to date. */
  readonly dataSource: AppDataSource;
  readonly logger: Logger;
}

@Module({})
export class AppModule {
  static forRoot({ config, secrets, dataSource, logger }: AppOptions): DynamicModule {
    const { adminToken, encryptionKeys } = secrets;
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        CommonModule,
        AuditModule,
        DatabaseModule.forRoot(dataSource),
        AuthModule.forRoot({ adminToken, encryptionKeys, requestsPerSecond: config.requestsPerSecond }),
        HttpModule.forRoot({ encryptionKeys }),
        HealthModule,
        MetricsModule,
        PosthornModule.forRoot({ config, encryptionKeys, logger }),
        ...features,
        ConsoleModule.forRoot({ path: '/console', api: '/v1' }),
        ...(config.role === 'api' ? [] : [SchedulingModule]),
      ],
      providers: [
        { provide: APP_FILTER, useClass: AppProblemFilter },
        // In this order: the others look at whom the first has recognised.
        { provide: APP_GUARD, useClass: AuthGuard },
        { provide: APP_GUARD, useClass: RequestBudgetGuard },
        { provide: APP_GUARD, useClass: ProjectReferenceGuard },
      ],
    };
  }
}
