import type { INestApplication } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { OrdersService } from '../src/orders.service.js';

export { app } from '../src/main.js';

/** The running shop stores an event with its order, and neither when the transaction fails. */
export async function delivers({ app }: { app: INestApplication }): Promise<void> {
  const orders = app.get(OrdersService);
  await orders.place('order_1', 4200, 'shop');
  await orders.place('order_2', 0.5, 'shop').then(
    () => {
      throw new Error('An order whose event is not valid was placed.');
    },
    () => undefined,
  );
  const dataSource = app.get(DataSource);
  const [stored] = (await dataSource.query(
    `select (select count(*) from posthorn.events where type = 'order.placed') as events, (select count(*) from orders) as orders`,
  )) as [{ events: string; orders: string }];
  if (stored.events !== '1' || stored.orders !== '1') throw new Error(`Stored were ${JSON.stringify(stored)}.`);
}
