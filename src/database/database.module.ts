import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { AppDataSource } from './app-data-source.js';

/** Hands the open DataSource to Nest, which destroys it when the application has shut down. */
@Module({})
export class DatabaseModule {
  static forRoot(dataSource: AppDataSource): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => dataSource.options,
          dataSourceFactory: () => Promise.resolve(dataSource),
        }),
      ],
      providers: [{ provide: AppDataSource, useValue: dataSource }],
      exports: [AppDataSource],
    };
  }
}
