/**
 * What is asked of the gateway. `id` is the idempotency key of the charge: the same one twice is one charge, so that
 * an unknown outcome can be asked again.
 */
export interface Charge {
  readonly id: string;
  /** In minor units. */
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly source: string;
}

export type ChargeResult =
  | { readonly status: 'succeeded' }
  | { readonly status: 'failed'; readonly failureCode: string; readonly failureMessage: string };

/** The port to whoever moves the money. */
export abstract class PaymentGateway {
  /** Whether the gateway knows the source at all. */
  abstract knows(source: string): boolean;
  /** Sources to name when one is not known. */
  abstract readonly documentedSources: readonly string[];
  /** A decline is a result. Rejects only when the outcome is unknown. */
  abstract charge(charge: Charge): Promise<ChargeResult>;
}
