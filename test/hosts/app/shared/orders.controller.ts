import { Body, Controller, Get, HttpException, Inject, Param, Post } from '@nestjs/common';

/** What each host does with its own client. */
export interface Orders {
  /**
   * Inserts the row and publishes `order.placed` in one transaction.
   * @param work runs at the end of the transaction; when it throws, everything is rolled back
   */
  place(id: string, work: () => void): Promise<void>;
  exists(id: string): Promise<boolean>;
}

export const ORDERS = 'ORDERS';

@Controller('orders')
export class OrdersController {
  constructor(@Inject(ORDERS) private readonly orders: Orders) {}

  @Post()
  async place(@Body() { id, fail }: { id: string; fail?: boolean }): Promise<{ id: string }> {
    await this.orders.place(id, () => {
      if (fail) throw new HttpException('out of stock', 409);
    });
    return { id };
  }

  @Get(':id')
  async show(@Param('id') id: string): Promise<{ exists: boolean }> {
    return { exists: await this.orders.exists(id) };
  }
}
