export { AppDataSource, type AppDataSourceOptions } from './app-data-source.js';
export { createDataSource } from './create-data-source.js';
export { DatabaseModule } from './database.module.js';
export type { DatabaseFeature } from './feature.js';
export { openDatabase } from './open-database.js';
export { defaultIsolation, pendingMigrations } from './schema-state.js';
