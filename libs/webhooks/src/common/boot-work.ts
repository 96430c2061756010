import { isUnavailable } from '@posthorn/database';
import type { EngineLogger } from '../engine/engine-ports.js';
import { Loop } from '../engine/loop.js';
import { NestEngineLogger } from '../nest-engine-logger.js';

/**
 * What an application does in the database when it starts: before it listens if the database answers, otherwise as
 * soon as it does. A host must be able to start without its database, and need no restart when it is back.
 */
export class BootWork {
  private readonly loop: Loop;

  /** @param name for the log. @param work may be done again, and by several processes at once */
  constructor(
    private readonly name: string,
    private readonly work: () => Promise<void>,
    private readonly logger: EngineLogger = new NestEngineLogger(),
  ) {
    const repeat = async (): Promise<number> => {
      await this.work();
      // Not awaited: it resolves when this step has ended.
      void this.loop.stop();
      return 0;
    };
    this.loop = new Loop(name, repeat, logger, Math.random, 'background');
  }

  /** @throws what the work throws, unless the database cannot be reached */
  async run(): Promise<void> {
    try {
      await this.work();
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      this.logger.warn(`The database cannot be reached: the ${this.name} waits until it can`);
      this.loop.start();
    }
  }

  /** Resolves when what is going on has ended. Safe twice and before `run`. */
  stop(): Promise<void> {
    return this.loop.stop();
  }
}
