export { ConsoleError } from './console.errors.js';
export { ConsoleModule } from './console.module.js';
export { ConsoleOptions, type ConsoleModuleOptions } from './console.options.js';
