// Not by way of `index.js`, which brings Nest: whoever asks for the schema alone waits for every import.
import { configFromProcess } from './src/config/environment.js';
import { createDataSource } from './src/database/create-data-source.js';

/**
 * The one DataSource, as the TypeORM CLI wants it: `npx typeorm -d dist/ormconfig.js migration:run`. Its migrations
 * are the libraries' and the domain modules'.
 */
export default await createDataSource(configFromProcess());
