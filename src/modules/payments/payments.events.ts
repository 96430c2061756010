import { defineEvent } from '@posthorn/event-catalog';
import { IsIn, IsInt, IsISO8601, IsOptional, IsString, Matches, Min } from 'class-validator';

import { PAYMENT_STATUSES, type Payment, type PaymentStatus } from './payment.entity.js';

/** A payment as its events show it. */
export class PaymentData {
  @IsString()
  id!: string;

  @IsString()
  project_id!: string;

  /** In minor units of the currency. */
  @IsInt()
  @Min(1)
  amount!: number;

  /** ISO 4217. */
  @Matches(/^[A-Z]{3}$/)
  currency!: string;

  @IsString()
  source!: string;

  @IsIn(PAYMENT_STATUSES)
  status!: PaymentStatus;

  @IsOptional()
  @IsString()
  failure_code!: string | null;

  @IsOptional()
  @IsString()
  failure_message!: string | null;

  @IsISO8601()
  created_at!: string;

  @IsISO8601()
  updated_at!: string;
}

const example: PaymentData = {
  id: 'pay_01890a5d7c3e7a2b8f10c2d3e4f5a6b7',
  project_id: 'proj_01890a5d7c3e7a2b8f10c2d3e4f5a6b7',
  amount: 1999,
  currency: 'EUR',
  source: 'tok_visa',
  status: 'succeeded',
  failure_code: null,
  failure_message: null,
  created_at: '2026-01-15T12:30:00.000Z',
  updated_at: '2026-01-15T12:30:00.000Z',
};

/** A receiver hears of a payment once, when it has ended: to it the row is new. */
const resource = {
  collection: 'payments',
  idField: 'id',
  operation: 'create',
  appwrite: 'databases.main.tables.payments.rows.{id}.create',
} as const;

export const PaymentSucceeded = defineEvent({
  name: 'payment.succeeded',
  version: 1,
  description: 'Payment processed successfully.',
  payload: PaymentData,
  example,
  resource,
});

export const PaymentFailed = defineEvent({
  name: 'payment.failed',
  version: 1,
  description: 'Payment failed: `failure_code` says why.',
  payload: PaymentData,
  example: {
    ...example,
    source: 'tok_chargeDeclined',
    status: 'failed',
    failure_code: 'card_declined',
    failure_message: 'The card was declined.',
  },
  resource,
});

export const paymentEvents = [PaymentSucceeded, PaymentFailed] as const;

export function paymentData(payment: Payment): PaymentData {
  return {
    id: payment.id,
    project_id: payment.projectId,
    amount: payment.amount,
    currency: payment.currency,
    source: payment.source,
    status: payment.status,
    failure_code: payment.failureCode,
    failure_message: payment.failureMessage,
    created_at: payment.createdAt.toISOString(),
    updated_at: payment.updatedAt.toISOString(),
  };
}
