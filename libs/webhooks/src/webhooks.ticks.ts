import { Inject, Injectable } from '@nestjs/common';
import type { DeliveryEngine } from './engine/engine.js';
import type { Duties } from './duties/duties.js';
import { DUTIES, ENGINE, HOUSEKEEPING } from './webhooks.tokens.js';

/** What the host's cron ticks when `worker.tick` is `host` (RULES 18). */
export interface Ticked {
  tick(): Promise<void>;
}

/** Takes up what is due; returns at once while a run is going on. */
@Injectable()
export class DeliveryTicks implements Ticked {
  constructor(@Inject(ENGINE) private readonly engine: DeliveryEngine) {}

  tick(): Promise<void> {
    return this.engine.tick();
  }
}

/** Makes partitions, drops old ones, takes recoveries on, writes statistics. */
@Injectable()
export class HousekeepingTicks implements Ticked {
  constructor(
    @Inject(HOUSEKEEPING) private readonly housekeeping: Ticked,
    @Inject(DUTIES) private readonly duties: Duties,
  ) {}

  async tick(): Promise<void> {
    await Promise.all([this.housekeeping.tick(), this.duties.tick()]);
  }
}
