import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { EventCatalogModule, PosthornModule, type PosthornModuleExtras, type PosthornModuleOptions } from 'posthorn';
import { HostGuard } from './host.guard.js';
import { OrderPlaced } from './order-placed.js';
import { ORDERS, OrdersController } from './orders.controller.js';
import { PgOrders, POOL } from './pg-orders.js';
import { DATABASE_URL, settings } from './settings.js';

/** The application module of the hosts on a `pg` pool, which belongs to it. */
@Module({})
export class PgHostModule implements OnApplicationShutdown {
  constructor(@Inject(POOL) private readonly pool: pg.Pool) {}

  static on(pool: pg.Pool, changes: Partial<PosthornModuleOptions & PosthornModuleExtras> = {}): DynamicModule {
    return {
      module: PgHostModule,
      imports: [
        PosthornModule.forRoot({
          ...settings,
          pool,
          api: { prefix: 'hooks', guard: HostGuard },
          console: {},
          ...changes,
        }),
        EventCatalogModule.forFeature([OrderPlaced]),
      ],
      controllers: [OrdersController],
      providers: [
        { provide: POOL, useValue: pool },
        { provide: ORDERS, useClass: PgOrders },
      ],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}

/** A pool on the test's database, with the host's own table in it. */
export async function openPool(): Promise<pg.Pool> {
  const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 6 });
  // Two processes may come at once, and "if not exists" does not wait for the other.
  await pool.query(
    'begin; select pg_advisory_xact_lock(1); create table if not exists orders (id text primary key); commit',
  );
  return pool;
}
