import { DomainError } from '../../common/index.js';

export class PaymentNotFoundError extends DomainError {
  readonly kind = 'not_found';
  readonly code = 'payment_not_found';

  constructor() {
    super('There is no such payment.');
  }
}

/** The `Idempotency-Key` has begun another payment. Its row knows that also where nobody could keep the answer. */
export class PaymentKeyReusedError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'idempotency_key_reused';

  constructor() {
    super('This Idempotency-Key was used with another body.');
  }
}

export class UnknownSourceError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'unknown_source';

  constructor(documented: readonly string[]) {
    super('The gateway does not know this source.', [
      {
        field: 'source',
        code: 'unknown_source',
        message: 'The gateway does not know this source.',
        expected: `one of ${documented.join(', ')}`,
      },
    ]);
  }
}
