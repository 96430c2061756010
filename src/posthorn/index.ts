export { PosthornModule, type PosthornOptions } from './posthorn.module.js';
