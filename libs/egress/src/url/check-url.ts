import { isIP } from 'node:net';
import type { AddressPolicy } from '../address/address-policy.js';
import { isHostName, isInsideName, isLoopbackName } from './host-name.js';
import type { PortPolicy } from './port-policy.js';

/** Why a URL may not be a destination. Stable codes. */
export type UrlProblem =
  | 'url_malformed'
  | 'url_too_long'
  | 'url_control_character'
  | 'url_whitespace'
  | 'url_backslash'
  | 'url_scheme'
  | 'url_http_not_allowed'
  | 'url_userinfo'
  | 'url_fragment'
  | 'url_host_not_canonical'
  | 'url_host_name'
  | 'url_host_inside'
  | 'url_port'
  | 'url_address_forbidden';

/** What is allowed in a URL. */
export interface UrlPolicy {
  readonly addresses: AddressPolicy;
  readonly ports: PortPolicy;
  readonly allowHttp: boolean;
}

/** A URL that may be a destination as far as its text tells: what a name resolves to is judged when connecting. */
export interface AllowedUrl {
  readonly ok: true;
  readonly protocol: 'http:' | 'https:';
  /** Scheme, host and port, as an HTTP client wants it. */
  readonly origin: string;
  /** A lower-case name, or an address without brackets. */
  readonly hostname: string;
  readonly port: number;
  /** Path and query, at least `/`. */
  readonly path: string;
}

export interface RefusedUrl {
  readonly ok: false;
  readonly code: UrlProblem;
  /** What is wrong and what was expected, for whoever wrote the URL. */
  readonly message: string;
  /** The forbidden address and the range it lies in, when the URL names one; `localhost` names a range only. */
  readonly address?: string;
  readonly range?: string;
}

export type UrlCheck = AllowedUrl | RefusedUrl;

/** The longest URL that is accepted, in characters. */
export const MAX_URL_LENGTH = 2048;

// eslint-disable-next-line no-control-regex -- control characters are exactly what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
const SCHEME = /^([a-z][a-z0-9+.-]*):/i;
const AUTHORITY = /^https?:\/\/([^/?#]+)/i;
const HOST_AND_PORT = /^(\[[^\]]*\]|[^:]*)(?::([0-9]*))?$/;
const PORT = /^[1-9][0-9]{0,4}$/;

/**
 * Checks a destination's text, resolving nothing. The raw text is judged beside the parsed one, because the parser
 * repairs much that an attacker writes on purpose: `2130706433`, `127.1`, full-width digits, tabs and `http:127.0.0.1`
 * all become `127.0.0.1`. A host that is not written in its canonical form is therefore refused, whatever it means.
 */
export function checkUrl(raw: unknown, policy: UrlPolicy): UrlCheck {
  if (typeof raw !== 'string') return refused('url_malformed', 'The URL must be text.');
  const early = rawProblem(raw, policy);
  if (early !== null) return early;

  const parsed = URL.canParse(raw) ? new URL(raw) : null;
  if (parsed === null) return refused('url_malformed', 'The URL cannot be parsed.');
  if (parsed.href.length > MAX_URL_LENGTH) return tooLong();
  if (parsed.username !== '' || parsed.password !== '') return userinfo();

  const authority = AUTHORITY.exec(raw)?.[1] ?? '';
  const [, host = '', port] = HOST_AND_PORT.exec(authority) ?? [];
  if (host.toLowerCase() !== parsed.hostname || parsed.hostname.endsWith('.')) {
    const expected = parsed.hostname.replace(/\.+$/, '');
    return refused('url_host_not_canonical', `The host is not written in its canonical form: expected "${expected}".`);
  }
  if (port !== undefined && !PORT.test(port)) return portProblem();
  const protocol = parsed.protocol === 'https:' ? 'https:' : 'http:';
  const number = parsed.port === '' ? (protocol === 'https:' ? 443 : 80) : Number(parsed.port);
  if (!policy.ports(number)) return portProblem();

  const hostname = parsed.hostname.replace(/^\[|\]$/g, '');
  const problem = hostProblem(hostname, policy);
  if (problem !== null) return problem;
  return {
    ok: true,
    protocol,
    origin: parsed.origin,
    hostname,
    port: number,
    path: parsed.href.slice(parsed.origin.length),
  };
}

function rawProblem(raw: string, policy: UrlPolicy): RefusedUrl | null {
  if (raw.length > MAX_URL_LENGTH) return tooLong();
  if (CONTROL.test(raw)) return refused('url_control_character', 'The URL holds a control character.');
  if (/\s/.test(raw)) return refused('url_whitespace', 'The URL holds a blank: encode it as %20.');
  if (raw.includes('\\')) return refused('url_backslash', 'The URL holds a backslash, which parsers read differently.');
  const scheme = SCHEME.exec(raw)?.[1]?.toLowerCase();
  if (scheme !== 'https' && scheme !== 'http') {
    return refused('url_scheme', `The URL must begin with https://${policy.allowHttp ? ' or http://' : ''}.`);
  }
  if (!AUTHORITY.test(raw)) return refused('url_malformed', 'The scheme must be followed by // and a host.');
  if (scheme === 'http' && !policy.allowHttp) {
    return refused('url_http_not_allowed', 'Plain http is not allowed here: use https.');
  }
  if (raw.includes('#')) return refused('url_fragment', 'The URL must not have a fragment (#), which is never sent.');
  if ((AUTHORITY.exec(raw)?.[1] ?? '').includes('@')) return userinfo();
  return null;
}

function hostProblem(hostname: string, policy: UrlPolicy): RefusedUrl | null {
  if (isIP(hostname) !== 0) {
    const verdict = policy.addresses.check(hostname);
    if (verdict.allowed) return null;
    const { address, range } = verdict;
    return { ...refused('url_address_forbidden', `${address} is not a public address (${range}).`), address, range };
  }
  if (!isHostName(hostname)) {
    return refused('url_host_name', 'The host must be a name of labels of 1 to 63 letters, digits and hyphens.');
  }
  // With something opened by the operator, such a name may well lead there: then its addresses decide.
  if (!policy.addresses.opensAnything && isInsideName(hostname)) {
    const problem = refused('url_host_inside', `${hostname} is a name of the internal network.`);
    return isLoopbackName(hostname) ? { ...problem, range: 'loopback' } : problem;
  }
  return null;
}

const tooLong = (): RefusedUrl => refused('url_too_long', `The URL must have at most ${MAX_URL_LENGTH} characters.`);

const userinfo = (): RefusedUrl =>
  refused('url_userinfo', 'The URL must not hold a user or password: use the Basic authentication of the webhook.');

const portProblem = (): RefusedUrl =>
  refused('url_port', 'Deliveries may not go to this port: use one on which HTTP is served, such as 443.');

function refused(code: UrlProblem, message: string): RefusedUrl {
  return { ok: false, code, message };
}
