import { types } from 'node:util';

import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** Nest's logger on pino. Nest passes the context, and sometimes a stack, after the message. */
export class NestLog implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  private write(level: Level, message: unknown, rest: readonly unknown[]): void {
    const texts = rest.filter((entry): entry is string => typeof entry === 'string');
    const context = texts.at(-1);
    const fields = context === undefined ? {} : { context };
    // Which modules Nest has wired is news only to those who debug the wiring.
    const quiet = level === 'info' && context !== undefined && WIRING.has(context);
    const at = quiet ? 'debug' : level;
    if (types.isNativeError(message)) this.logger[at]({ ...fields, error: message }, message.message);
    else if (typeof message === 'object' && message !== null) this.logger[at]({ ...fields, ...message });
    else this.logger[at]({ ...fields, ...(texts.length > 1 ? { stack: texts[0] } : {}) }, String(message));
  }
}

const WIRING = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);
