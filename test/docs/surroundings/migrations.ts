export { pool } from './clients.js';
