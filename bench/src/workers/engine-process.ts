import pg from 'pg';
import { allDialects } from '@posthorn/dialects';
import { fromPg } from '@posthorn/database';
import { createSender } from '@posthorn/egress';
import { DialectRegistry, uuidV7 } from '@posthorn/webhooks';
import { createDeliveryEngine, type DeliveryEngine, type EngineObserver, type PartialEngineOptions } from '@posthorn/webhooks/engine';
import { benchBox } from '../support/fixtures.js';

export interface EngineProcessOptions {
  readonly databaseUrl: string;
  readonly connections?: number;
  readonly engine?: PartialEngineOptions;
}

/** An engine as a dispatcher process has it: real database, real guarded sender, a pool of four connections. */
export function openEngine(
  options: EngineProcessOptions,
  observer: EngineObserver = {},
): { engine: DeliveryEngine; pool: pg.Pool; close(): Promise<void> } {
  const pool = new pg.Pool({ connectionString: options.databaseUrl, max: 4 });
  const sender = createSender({
    allowHttp: true,
    allowedAddresses: ['127.0.0.0/8'],
    denyOwnAddresses: false,
    connectionsPerOrigin: options.connections ?? 64,
  });
  const engine = createDeliveryEngine({
    database: fromPg(pool),
    sender,
    dialects: new DialectRegistry(allDialects),
    secretBox: benchBox(),
    clock: { now: () => new Date() },
    random: Math.random,
    newUuid: uuidV7,
    schema: 'posthorn',
    options: options.engine,
    observer,
  });
  return {
    engine,
    pool,
    close: async () => {
      await engine.stop();
      await sender.close();
      await pool.end();
    },
  };
}
