import { configFromProcess } from './src/config/index.js';
import { createDataSource } from './src/start.js';

/**
 * The one DataSource, as the TypeORM CLI wants it: `npx typeorm -d dist/ormconfig.js migration:run`. Its migrations
 * are the libraries' and the domain modules'.
 */
export default await createDataSource(configFromProcess());
