import { PaymentGateway, type Charge, type ChargeResult } from './payment-gateway.js';

const SUCCEEDED: ChargeResult = { status: 'succeeded' };

const declined = (failureCode: string, failureMessage: string): ChargeResult => ({
  status: 'failed',
  failureCode,
  failureMessage,
});

/** The sandbox's sources, by name; the words are those that people know from their gateway's test mode. */
const RESULTS: ReadonlyMap<string, ChargeResult> = new Map([
  ['tok_visa', SUCCEEDED],
  ['tok_mastercard', SUCCEEDED],
  ['tok_amex', SUCCEEDED],
  ['tok_chargeDeclined', declined('card_declined', 'The card was declined.')],
  ['tok_chargeDeclinedInsufficientFunds', declined('insufficient_funds', 'The card has insufficient funds.')],
  ['tok_chargeDeclinedExpiredCard', declined('expired_card', 'The card has expired.')],
  ['tok_chargeDeclinedIncorrectCvc', declined('incorrect_cvc', 'The security code is incorrect.')],
  ['tok_chargeDeclinedProcessingError', declined('processing_error', 'The card could not be processed.')],
]);

/** Moves no money and always answers the same: the source decides. */
export class SandboxGateway extends PaymentGateway {
  readonly documentedSources = [...RESULTS.keys()];

  knows(source: string): boolean {
    return RESULTS.has(source);
  }

  charge(charge: Charge): Promise<ChargeResult> {
    const result = RESULTS.get(charge.source);
    return result
      ? Promise.resolve(result)
      : Promise.reject(new Error(`The sandbox does not know the source "${charge.source}".`));
  }
}
