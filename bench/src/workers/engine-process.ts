import pg from 'pg';
import { allDialects } from '@posthorn/dialects';
import { fromPg } from '@posthorn/database';
import { createSender } from '@posthorn/egress';
import {
  createDeliveryEngine,
  DialectRegistry,
  uuidV7,
  type DeliveryEngine,
  type EngineObserver,
  type PartialEngineOptions,
} from '@posthorn/webhooks/engine';
import { benchBox } from '../support/fixtures.js';

export interface EngineProcessOptions {
  readonly databaseUrl: string;
  readonly engine?: PartialEngineOptions;
}

export interface EngineProcess {
  readonly engine: DeliveryEngine;
  readonly pool: pg.Pool;
  /** Ends the engine without waiting for attempts that are open. */
  close(): Promise<void>;
}

/** An engine as a dispatcher process has it: real database, real guarded sender, a pool of four connections. */
export function openEngine(options: EngineProcessOptions, observer: EngineObserver = {}): EngineProcess {
  // Idle connections stay: their processor time is read at the end.
  const pool = new pg.Pool({ connectionString: options.databaseUrl, max: 4, idleTimeoutMillis: 0 });
  pool.on('error', () => undefined);
  const sender = createSender({ allowHttp: true, allowedAddresses: ['127.0.0.0/8'], denyOwnAddresses: false });
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
      await engine.stop(0);
      await sender.close();
      await pool.end();
    },
  };
}
