/** One HTTP POST to a receiver. */
export interface OutboundRequest {
  /** As stored on the webhook: absolute, http or https. */
  readonly url: string;
  /** Names in the case to send. `host`, `content-length` and `connection` are the sender's own. */
  readonly headers: Readonly<Record<string, string>>;
  /** The exact text to send, as UTF-8. */
  readonly body: string;
  /** Total deadline from resolving the name to the last byte kept, in milliseconds. */
  readonly timeoutMs: number;
  /**
   * `ca`: PEM text of the only authorities trusted for this receiver. `verify: false` counts only where the operator
   * allows it (`allowUnverifiedTls`); elsewhere the certificate is verified all the same.
   */
  readonly tls?: { readonly ca?: string; readonly verify?: boolean };
  /** Ends the request early: the outcome is `aborted`. */
  readonly signal?: AbortSignal;
}

export type SendErrorCode =
  | 'timeout'
  | 'connection_refused'
  | 'connection_reset'
  | 'host_not_found'
  | 'certificate_invalid'
  | 'blocked_destination'
  | 'protocol_error'
  | 'invalid_request'
  | 'network_error'
  | 'aborted';

/** The receiver answered: any status, redirects included (they are never followed). */
export interface SendResponse {
  readonly kind: 'response';
  readonly statusCode: number;
  /** Lower-case names; repeated headers joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** The first 16 KiB as text that PostgreSQL can store: invalid UTF-8 and NUL replaced. */
  readonly body: string;
  /** True when the body went on, or ended early. */
  readonly bodyCut: boolean;
  readonly durationMs: number;
}

/** No answer. */
export interface SendFailure {
  readonly kind: 'failure';
  readonly code: SendErrorCode;
  /** In words, as the delivery log shows it: `Connection timeout`, `Blocked destination`, … */
  readonly message: string;
  /** True when request bytes may have reached the receiver. */
  readonly maybeSent: boolean;
  readonly durationMs: number;
  /** True when the fault is our own side's (no name server to ask, no socket left): not to be held against a webhook. */
  readonly senderFault?: boolean;
}

export type SendOutcome = SendResponse | SendFailure;

/** Sends one request and never rejects: whatever happens on the wire is an outcome. */
export interface Sender {
  send(request: OutboundRequest): Promise<SendOutcome>;
  close(): Promise<void>;
}
