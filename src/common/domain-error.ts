import type { FieldProblem } from '@posthorn/webhooks';

/** How the caller is at fault; the HTTP layer turns it into a status and nothing else does. */
export type DomainErrorKind =
  'not_found' | 'conflict' | 'malformed' | 'invalid' | 'too_large' | 'forbidden' | 'unavailable';

/** A rule of the domain was broken. Subclasses live beside the concept that throws them. */
export abstract class DomainError extends Error {
  abstract readonly kind: DomainErrorKind;
  abstract readonly code: string;

  constructor(
    message: string,
    readonly fields: readonly FieldProblem[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}
