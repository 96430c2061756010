import { isISO4217CurrencyCode } from 'class-validator';

/**
 * Of ISO 4217 and younger than the list of class-validator: the Caribbean guilder (amendment 176) and the gold of
 * Zimbabwe (177). `Intl.supportedValuesOf('currency')` answers differently from one build of Node to the next, and
 * leaves out others (`CLF`, `UYW`, `VED`).
 */
const YOUNGER: ReadonlySet<string> = new Set(['XCG', 'ZWG']);

/** Whether this is the code of a currency in upper case. */
export function isCurrency(code: string): boolean {
  return /^[A-Z]{3}$/.test(code) && (YOUNGER.has(code) || isISO4217CurrencyCode(code));
}
