export { createLog, type Logger } from './log.js';
export { NestLog } from './nest-log.js';
export { requestLog, type RequestSeen } from './request-log.js';
