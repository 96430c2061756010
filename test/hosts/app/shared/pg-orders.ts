import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { EventBus } from 'posthorn';
import { OrderPlaced } from './order-placed.js';
import type { Orders } from './orders.controller.js';

export const POOL = 'POOL';

/** A host's service on a `pg` pool. */
@Injectable()
export class PgOrders implements Orders {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(EventBus) private readonly bus: EventBus,
  ) {}

  async place(id: string, work: () => void): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('insert into orders (id) values ($1)', [id]);
      await this.bus.publish(OrderPlaced, { id, total: 4200 }, { tx: client });
      work();
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }

  async exists(id: string): Promise<boolean> {
    return (await this.pool.query('select from orders where id = $1', [id])).rowCount === 1;
  }
}
