export { AppConfig, DeliveryConfig, FilesConfig, PatienceConfig, type LogLevel, type Role } from './app-config.js';
export { ConfigModule } from './config.module.js';
export { ConfigError, StartRefusedError, type ConfigProblem } from './config.errors.js';
export { configFromProcess } from './environment.js';
export { loadConfig } from './load-config.js';
export { resolveLocalSecrets, type LocalSecrets } from './local-secrets.js';
