import { HEADER_NAME } from './check-headers.js';
import { isTransportHeader } from './reserved-headers.js';

/** What the sender refuses to put on the wire. */
const MAX_COUNT = 100;
const MAX_TOTAL = 32_768;
const MAX_KNOWN_NAMES = 1024;
/** Field content of RFC 9110, as Latin-1: visible characters, blanks, tabs. */
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Checks the headers of a request at the moment of sending and lays them out as undici takes them fastest: a flat list
 * of names and values. Names repeat from request to request, so what is known of them is remembered.
 */
export class RequestHeaders {
  private readonly known = new Map<string, string | null>();

  /** The flat list with the sender's own headers added, or what is wrong with them. */
  prepare(headers: Readonly<Record<string, string>>): string[] | { readonly problem: string } {
    const flat: string[] = [];
    let total = 0;
    for (const name in headers) {
      const problem = this.nameProblem(name);
      if (problem !== null) return { problem };
      const value = headers[name];
      if (typeof value !== 'string' || !FIELD_VALUE.test(value)) return { problem: 'A header value is not valid' };
      total += name.length + value.length + 4;
      flat.push(name, value);
    }
    if (flat.length > 2 * MAX_COUNT || total > MAX_TOTAL) return { problem: 'The headers are too many or too large' };
    // Whatever comes back compressed would have to be inflated to be shown: ask for plain bytes and inflate nothing.
    flat.push('accept-encoding', 'identity');
    return flat;
  }

  private nameProblem(name: string): string | null {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const problem = !HEADER_NAME.test(name)
      ? 'A header name is not valid'
      : isTransportHeader(name.toLowerCase())
        ? `The header ${name.toLowerCase()} is the sender's own`
        : null;
    if (this.known.size < MAX_KNOWN_NAMES) this.known.set(name, problem);
    return problem;
  }
}
