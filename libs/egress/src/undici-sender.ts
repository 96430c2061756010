import { isCertificateAuthority, type TlsPolicy } from './dial/tls.js';
import type { EgressOptions } from './egress.options.js';
import { EgressConfigError } from './egress.errors.js';
import { EgressGuard, type DestinationCheck } from './guard.js';
import { RequestHeaders } from './headers/request-headers.js';
import { Origins } from './origins/origins.js';
import { Exchange } from './send/exchange.js';
import { failureOf, type Failure } from './send/failure-of.js';
import type { OutboundRequest, SendOutcome, Sender } from './sender.js';
import type { UrlCheck } from './url/check-url.js';

/** A sender behind the address guard, which can also be asked about a URL before anything is sent to it. */
export interface GuardedSender extends Sender {
  /** Checks a URL's text by the sender's own rules, resolving nothing. */
  checkUrl(url: unknown): UrlCheck;
  /** Checks a URL and what its name resolves to now: for create and update. */
  checkDestination(url: unknown, timeoutMs?: number): Promise<DestinationCheck>;
}

const MAX_REMEMBERED_URLS = 10_000;
const MAX_REMEMBERED_AUTHORITIES = 1000;
/** The longest delay that a timer takes. */
const MAX_TIMEOUT_MS = 2_147_483_647;

const BLOCKED: Failure = { code: 'blocked_destination', message: 'Blocked destination' };

/** The sender on undici's pools. See `createSender`. */
export class UndiciSender implements GuardedSender {
  private readonly origins: Origins;
  private readonly headers = new RequestHeaders();
  private readonly urls = new Map<string, UrlCheck>();
  private readonly authorities = new Map<string, boolean>();
  private closing: Promise<void> | undefined;

  constructor(private readonly guard: EgressGuard) {
    const { connectionsPerOrigin, maxOrigins, keepAliveMs } = guard.options;
    for (const [name, value] of Object.entries({ connectionsPerOrigin, maxOrigins, keepAliveMs })) {
      if (Number.isInteger(value) && value > 0) continue;
      throw new EgressConfigError('invalid_option', `${name} must be a whole number above 0.`);
    }
    this.origins = new Origins(guard.dialler, { connectionsPerOrigin, maxOrigins, keepAliveMs });
  }

  send(request: OutboundRequest): Promise<SendOutcome> {
    try {
      return this.begin(request);
    } catch (error) {
      return refused(failureOf(error));
    }
  }

  checkUrl(url: unknown): UrlCheck {
    return this.guard.checkUrl(url);
  }

  checkDestination(url: unknown, timeoutMs?: number): Promise<DestinationCheck> {
    return this.guard.checkDestination(url, timeoutMs);
  }

  close(): Promise<void> {
    this.guard.close();
    this.closing ??= this.origins.close();
    return this.closing;
  }

  private begin(request: OutboundRequest): Promise<SendOutcome> {
    if (this.closing !== undefined) return refused({ code: 'aborted', message: 'The sender is closed' });
    if (request.signal?.aborted === true) return refused({ code: 'aborted', message: 'Aborted' });
    const url = this.checked(request.url);
    if (!url.ok) return refused(refusalOf(url.code));
    const { timeoutMs, body } = request;
    if (typeof body !== 'string') return invalid('The body is not text');
    if (!(timeoutMs >= 1 && timeoutMs <= MAX_TIMEOUT_MS)) return invalid('The timeout is not valid');
    const headers = this.headers.prepare(request.headers);
    if ('problem' in headers) return invalid(headers.problem);
    const tls = this.tlsPolicy(request.tls);
    if (tls === null) return invalid('The certificate authority is not a PEM certificate');

    const origin = this.origins.for(url, tls);
    return new Promise((resolve) => {
      Exchange.begin(origin, { path: url.path, method: 'POST', headers, body }, request, resolve);
    });
  }

  /** The verdict on a URL's text. The rules never change during a sender's life, so it is remembered. */
  private checked(raw: string): UrlCheck {
    const known = this.urls.get(raw);
    if (known !== undefined) return known;
    const check = this.guard.checkUrl(raw);
    if (this.urls.size >= MAX_REMEMBERED_URLS) this.urls.clear();
    this.urls.set(raw, check);
    return check;
  }

  private tlsPolicy(tls: OutboundRequest['tls']): TlsPolicy | null {
    if (tls === undefined) return SYSTEM_TLS;
    const verify = tls.verify !== false || !this.guard.options.allowUnverifiedTls;
    if (tls.ca === undefined) return verify ? SYSTEM_TLS : { verify };
    return this.isAuthority(tls.ca) ? { ca: tls.ca, verify } : null;
  }

  private isAuthority(ca: string): boolean {
    const known = this.authorities.get(ca);
    if (known !== undefined) return known;
    const found = isCertificateAuthority(ca);
    if (this.authorities.size >= MAX_REMEMBERED_AUTHORITIES) this.authorities.clear();
    this.authorities.set(ca, found);
    return found;
  }
}

const SYSTEM_TLS: TlsPolicy = { verify: true };

/**
 * A sender of webhooks: undici's kept-alive pools behind the address guard.
 *
 * Every request ends as an outcome within its deadline. No redirect is followed, no proxy variable read, nothing
 * decompressed; a destination that is not public and not in `allowedAddresses` is never connected to, whatever its name
 * resolves to at that moment.
 * @throws EgressConfigError when an option makes no sense.
 */
export function createSender(options: Partial<EgressOptions> | EgressGuard = {}): GuardedSender {
  return new UndiciSender(options instanceof EgressGuard ? options : new EgressGuard(options));
}

function refusalOf(code: string): Failure {
  if (code === 'url_malformed' || code === 'url_too_long') {
    return { code: 'invalid_request', message: 'The URL is not valid' };
  }
  return BLOCKED;
}

function invalid(message: string): Promise<SendOutcome> {
  return refused({ code: 'invalid_request', message });
}

function refused(failure: Failure): Promise<SendOutcome> {
  return Promise.resolve({ kind: 'failure', ...failure, maybeSent: false, durationMs: 0 });
}
