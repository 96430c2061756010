import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';

import { AppDataSource, defaultIsolation, pendingMigrations } from '../database/index.js';

const TIMEOUT_MS = 1500;
/** How long an answer of the database is good for whoever asks next: strangers may ask as often as they like. */
const REMEMBERED_MS = 200;

/** Why this process should or should not get requests. */
@Injectable()
export class Readiness implements BeforeApplicationShutdown {
  private stopping = false;
  /** A schema that was current stays current for this process: migrations only add. */
  private schemaSeenCurrent = false;
  private readonly looks = new Map<string, { readonly since: number; readonly answer: Promise<unknown> }>();

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
      const isolation = await this.look('isolation', () => defaultIsolation(this.dataSource));
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
      const pending = await this.look('migrations', () => pendingMigrations(this.dataSource));
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
      await this.look('answer', () => this.dataSource.query('SELECT 1'), 0);
      return true;
    } catch {
      return false;
    }
  }

  /** One question at a time, whose answer is everybody's, and for a moment that of those who come later. */
  private look<T>(what: string, ask: () => Promise<T>, rememberedMs = REMEMBERED_MS): Promise<T> {
    const known = this.looks.get(what);
    if (known !== undefined && performance.now() - known.since < rememberedMs) return known.answer as Promise<T>;
    const answer = within(TIMEOUT_MS, ask());
    this.looks.set(what, { since: Infinity, answer });
    const settled = (): void => void this.looks.set(what, { since: performance.now(), answer });
    answer.then(settled, settled);
    return answer;
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
