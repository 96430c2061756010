import type { DatabaseFeature } from '../../database/index.js';
import { Payment } from './payment.entity.js';
import { CreatePayments1767225600003 } from './migrations/1767225600003-create-payments.js';
import { MakePaymentsOnce1767225600007 } from './migrations/1767225600007-make-payments-once.js';

export const schema: DatabaseFeature = {
  entities: [Payment],
  migrations: [CreatePayments1767225600003, MakePaymentsOnce1767225600007],
};
