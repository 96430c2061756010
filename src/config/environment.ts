import type { AppConfig } from './app-config.js';
import { loadConfig } from './load-config.js';

/** The one place that reads `process.env`. @throws ConfigError, StartRefusedError */
export function configFromProcess(): AppConfig {
  return loadConfig(process.env, process.cwd());
}
