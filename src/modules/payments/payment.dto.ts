import { ApiProperty } from '@nestjs/swagger';

import { CheckedField, ChoiceField, ListQuery, NameField, TextField, WholeField } from '../../http/index.js';
import { isCurrency } from './currency.js';
import { PAYMENT_STATUSES, type PaymentStatus } from './payment.entity.js';

/** Nothing here divides: how many decimals a currency has is for who shows the amount, and ISO 4217 says it. */
const IN_MINOR_UNITS = 'In minor units of the currency as ISO 4217 has them: 1999 is 19.99 EUR, 1999 JPY, 1.999 KWD.';
const MAX_AMOUNT = 999_999_999_999;

export class CreatePaymentDto {
  @TextField({ max: 64, optional: 'or_null', description: 'A project key needs none: the project is its own.' })
  project_id?: string | null;

  @WholeField({ min: 1, max: MAX_AMOUNT, example: 1999, description: IN_MINOR_UNITS })
  amount!: number;

  @CheckedField(
    {
      expected: 'an ISO 4217 currency code such as EUR',
      test: (value) =>
        typeof value === 'string' && /^([A-Z]{3}|[a-z]{3})$/.test(value) && isCurrency(value.toUpperCase()),
    },
    { type: 'string', pattern: '^([A-Z]{3}|[a-z]{3})$' },
    { example: 'EUR' },
  )
  currency!: string;

  @NameField({ max: 200, example: 'tok_visa' })
  source!: string;
}

export class PaymentQuery extends ListQuery {
  @TextField({ max: 64, optional: 'or_null' })
  project_id?: string;

  @ChoiceField(PAYMENT_STATUSES, { optional: 'or_null' })
  status?: PaymentStatus;
}

export class PaymentView {
  @ApiProperty({ example: 'pay_01890a5d7c3e7a2b8f10c2d3e4f5a6b7' })
  id!: string;

  @ApiProperty()
  project_id!: string;

  @ApiProperty({ description: IN_MINOR_UNITS })
  amount!: number;

  @ApiProperty({ example: 'EUR' })
  currency!: string;

  @ApiProperty({ example: 'tok_visa' })
  source!: string;

  @ApiProperty({ enum: PAYMENT_STATUSES })
  status!: PaymentStatus;

  @ApiProperty({ type: String, nullable: true })
  failure_code!: string | null;

  @ApiProperty({ type: String, nullable: true })
  failure_message!: string | null;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;

  @ApiProperty({ format: 'date-time' })
  updated_at!: string;
}

export class PaymentListView {
  @ApiProperty({ type: [PaymentView] })
  payments!: PaymentView[];

  @ApiProperty({ type: String, nullable: true })
  next_cursor!: string | null;
}
