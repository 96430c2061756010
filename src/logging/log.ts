import { types } from 'node:util';

import { pino, type DestinationStream, type Logger } from 'pino';

import type { LogLevel } from '../config/index.js';

export type { Logger } from 'pino';

/** One JSON line per entry on standard output. */
export function createLog(level: LogLevel, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    messageKey: 'message',
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { error: errorFields },
  };
  return destination ? pino(options, destination) : pino(options);
}

/**
 * What may be said of an error. An allow list: a database error carries the statement's parameters and the row's
 * values, and an HTTP error the request, which are nobody's business in a log.
 */
export function errorFields(error: unknown): unknown {
  if (!types.isNativeError(error)) return typeof error === 'string' ? error : typeof error;
  const code: unknown = 'code' in error ? error.code : undefined;
  return {
    name: error.name,
    message: error.message,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause === undefined ? {} : { cause: errorFields(error.cause) }),
  };
}
