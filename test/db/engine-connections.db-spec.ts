import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module, type INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { fromPg } from '@posthorn/database';
import { EventBusModule } from '@posthorn/event-bus';
import { WebhooksModule } from '@posthorn/webhooks';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/index.js';
import { EngineBench, eventually, FakeSender, plainDialect, responded } from './engine-support.js';

const CONNECTIONS = 2;

describe('the connections of the module', () => {
  let base: TestDatabase;
  let bench: EngineBench;
  let pool: pg.Pool;
  let app: INestApplication;
  const sender = new FakeSender(async (_, count) => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    return responded(count % 3 === 0 ? 500 : 200);
  });

  beforeAll(async () => {
    base = await createTestDatabase();
    bench = new EngineBench(base.pool);
    // Room for ten times as many: what holds them back is not the pool.
    pool = new pg.Pool({ connectionString: base.url, max: 20, application_name: 'bounded' });
    const database = fromPg(pool);
    @Module({
      imports: [
        EventBusModule.forRoot({ database }),
        WebhooksModule.forRoot({
          database,
          dialects: [plainDialect],
          delivery: { defaultDialect: 'plain' },
          encryption: { keys: [randomBytes(32).toString('base64')] },
          sender,
          worker: { connections: CONNECTIONS, pollInterval: 50 },
          housekeeping: { interval: 100 },
          api: false,
        }),
      ],
    })
    class Host {}
    const built = await Test.createTestingModule({ imports: [Host] }).compile();
    app = built.createNestApplication({ logger: false });
  });
  afterAll(async () => {
    await app.close();
    await pool.end();
    await base.drop();
  });

  /** Backends of the module, LISTEN included. */
  const backends = async (): Promise<number> => {
    const [row] = await bench.rows<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity
       where datname = current_database() and application_name in ('bounded', 'posthorn listen')`,
    );
    return row!.count;
  };

  it('are at most as many as it may have, and one for LISTEN, however much there is to do', async () => {
    for (let index = 0; index < 20; index++) {
      await bench.webhook({ project_id: `p${index}`, retry: { schedule: [0, 0, 0] } });
      // No secret of this test's box can be opened by the module's own.
      await bench.pool.query('delete from posthorn.webhook_secrets');
    }
    await bench.bump();
    await app.init();
    let most = 0;
    for (let round = 0; round < 20; round++) {
      await bench.publish(Array.from({ length: 100 }, (_, index) => bench.event({ projectId: `p${index % 20}` })));
      most = Math.max(most, await backends());
    }
    await eventually(
      async () => {
        most = Math.max(most, await backends());
        return bench.deliveries();
      },
      (rows) => rows.length === 2000 && rows.every((row) => row['status'] !== 'pending'),
    );
    expect(sender.requests.length).toBeGreaterThanOrEqual(2000);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(CONNECTIONS + 1);
  });
});
