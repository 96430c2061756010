import { Logger } from '@nestjs/common';
import type { EngineLogger } from './engine/engine-ports.js';

type Fields = Readonly<Record<string, unknown>>;

/** The engine's log in Nest's, so that a host sees it where it sees its own. */
export class NestEngineLogger implements EngineLogger {
  private readonly logger = new Logger('Posthorn');

  debug(message: string, fields?: Fields): void {
    this.logger.debug(withFields(message, fields));
  }

  info(message: string, fields?: Fields): void {
    this.logger.log(withFields(message, fields));
  }

  warn(message: string, fields?: Fields): void {
    this.logger.warn(withFields(message, fields));
  }

  error(message: string, fields?: Fields): void {
    this.logger.error(withFields(message, fields));
  }
}

function withFields(message: string, fields: Fields | undefined): string | object {
  if (fields === undefined) return message;
  const { error, ...rest } = fields;
  return { message, ...rest, ...(error === undefined ? {} : { error: describe(error) }) };
}

/** An error's own words. Its other properties stay out: clients put statements and parameters there. */
function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
