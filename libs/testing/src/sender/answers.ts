import type { OutboundRequest, SendErrorCode, SendOutcome } from '@posthorn/egress';

/**
 * How a receiver answers: a status; status, headers and body; an error of the connection; or not at all, until the
 * deadline of the request.
 */
export type FakeAnswer =
  | number
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | { readonly error: SendErrorCode }
  | 'hang';

/** Of what is kept of a response, in characters; as the real sender does. */
const KEPT_BYTES = 16 * 1024;

const MESSAGES: Readonly<Record<SendErrorCode, string>> = {
  timeout: 'Connection timeout',
  connection_refused: 'Connection refused',
  connection_reset: 'Connection reset',
  host_not_found: 'Host not found',
  certificate_invalid: 'Certificate not valid: self-signed certificate',
  blocked_destination: 'Blocked destination',
  protocol_error: 'Protocol error',
  invalid_request: 'Invalid request',
  network_error: 'Network error',
  aborted: 'Aborted',
};
/** With these the request may have reached the receiver. */
const MAYBE_SENT: ReadonlySet<SendErrorCode> = new Set(['timeout', 'connection_reset', 'protocol_error', 'aborted']);

/** What the sender makes of an answer. */
export async function outcomeOf(answer: FakeAnswer, request: OutboundRequest): Promise<SendOutcome> {
  if (answer === 'hang') return untilTheEnd(request);
  if (typeof answer === 'number') return outcomeOf({ status: answer }, request);
  if ('error' in answer) return failure(answer.error);
  const headers = Object.entries(answer.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  const bytes = Buffer.from(answer.body ?? '');
  return {
    kind: 'response',
    statusCode: answer.status,
    headers: Object.fromEntries(headers),
    // PostgreSQL cannot store NUL; the real sender replaces it too.
    body: bytes.subarray(0, KEPT_BYTES).toString('utf8').replaceAll('\0', '\uFFFD'),
    bodyCut: bytes.length > KEPT_BYTES,
    durationMs: 1,
  };
}

export function failure(code: SendErrorCode, durationMs = 1): SendOutcome {
  return { kind: 'failure', code, message: MESSAGES[code], maybeSent: MAYBE_SENT.has(code), durationMs };
}

function untilTheEnd({ timeoutMs, signal }: OutboundRequest): Promise<SendOutcome> {
  return new Promise((resolve) => {
    const end = (code: SendErrorCode, after: number): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      resolve(failure(code, after));
    };
    const abort = (): void => end('aborted', 1);
    const timer = setTimeout(() => end('timeout', timeoutMs), timeoutMs);
    if (signal?.aborted === true) abort();
    else signal?.addEventListener('abort', abort);
  });
}
