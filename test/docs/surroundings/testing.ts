import { Module } from '@nestjs/common';
import { IsInt, IsString } from 'class-validator';
import pg from 'pg';
import { defineEvent, EventCatalogModule, PosthornModule } from 'posthorn';

export class OrderData {
  @IsString() id!: string;
  @IsInt() total!: number;
}

export const OrderPlaced = defineEvent({
  name: 'order.placed',
  description: 'A customer placed an order.',
  payload: OrderData,
  example: { id: 'order_1', total: 4200 },
});

// The application's own database has event types of its own: this one stands in a schema beside it.
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'] });

@Module({
  imports: [
    PosthornModule.forRoot({
      pool,
      schema: 'posthorn_docs_test',
      migrations: 'run',
      encryption: { keys: process.env['POSTHORN_ENCRYPTION_KEYS']!.split(',') },
    }),
    EventCatalogModule.forFeature([OrderPlaced]),
  ],
})
export class AppModule {}

export async function inTransaction(work: (tx: pg.PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  await client.query('BEGIN');
  await work(client);
  await client.query('COMMIT');
  client.release();
}
