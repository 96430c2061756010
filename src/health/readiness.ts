import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';

import { AppDataSource, defaultIsolation, pendingMigrations } from '../database/index.js';

const TIMEOUT_MS = 1500;

/** Why this process should or should not get requests. */
@Injectable()
export class Readiness implements BeforeApplicationShutdown {
  private stopping = false;
  /** A schema that was current stays current for this process: migrations only add. */
  private schemaSeenCurrent = false;

  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly dataSource: AppDataSource,
  ) {}

  beforeApplicationShutdown(): void {
    this.stopping = true;
  }

  process(): HealthIndicatorResult {
    const indicator = this.indicators.check('process');
    return this.stopping ? indicator.down({ reason: 'stopping' }) : indicator.up();
  }

  async database(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('database');
    try {
      const isolation = await within(TIMEOUT_MS, defaultIsolation(this.dataSource));
      if (isolation !== 'read committed') return indicator.down({ reason: 'isolation_level', isolation });
      return indicator.up();
    } catch {
      return indicator.down({ reason: 'database_unavailable' });
    }
  }

  async schema(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('schema');
    if (this.schemaSeenCurrent) return indicator.up();
    try {
      const pending = await within(TIMEOUT_MS, pendingMigrations(this.dataSource));
      if (pending.length > 0) return indicator.down({ reason: 'schema_behind', pending });
      this.schemaSeenCurrent = true;
      return indicator.up();
    } catch {
      return indicator.down({ reason: 'unknown' });
    }
  }

  /** Whether the database answers at all. */
  async databaseAnswers(): Promise<boolean> {
    try {
      await within(TIMEOUT_MS, this.dataSource.query('SELECT 1'));
      return true;
    } catch {
      return false;
    }
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${ms} ms.`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
