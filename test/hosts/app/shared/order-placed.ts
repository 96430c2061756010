import { IsInt, IsString } from 'class-validator';
import { defineEvent } from 'posthorn';

export class OrderData {
  @IsString()
  id!: string;

  @IsInt()
  total!: number;
}

export const OrderPlaced = defineEvent({
  name: 'order.placed',
  version: 1,
  description: 'A customer placed an order.',
  payload: OrderData,
  example: { id: 'order_1', total: 4200 },
});
