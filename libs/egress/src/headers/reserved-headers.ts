/** Names that the HTTP exchange itself needs: no caller sets them, not even a dialect. */
const TRANSPORT: ReadonlySet<string> = new Set([
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'expect',
  'forwarded',
  'host',
  'http2-settings',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
  'x-forwarded-host',
  'x-real-ip',
]);

/** Prefixes with which a request is passed off as another's, or opens a cloud platform's metadata service. */
const FORGING = ['proxy-', 'x-forwarded-', 'x-original-', 'metadata-flavor', 'x-aws-ec2-metadata-', 'x-metadata-'];

/** Names that the sender or a dialect sets itself: a webhook's own headers may not replace them. */
const OWNED: ReadonlySet<string> = new Set(['content-type', 'cookie', 'cookie2', 'date', 'set-cookie', 'user-agent']);

const OWNED_PREFIXES = [
  'webhook-',
  'x-posthorn-',
  'x-amz-',
  'x-aws-',
  'x-goog-',
  'x-google-',
  'x-ms-',
  'x-azure-',
  'x-envoy-',
  'x-rewrite-',
  'sec-',
];

/** Whether a lower-case name may never be among the headers handed to a sender. */
export function isTransportHeader(name: string): boolean {
  return TRANSPORT.has(name) || FORGING.some((prefix) => name.startsWith(prefix));
}

/** Whether a lower-case name may not be among a webhook's own headers, in any dialect. */
export function isReservedHeader(name: string): boolean {
  return isTransportHeader(name) || OWNED.has(name) || OWNED_PREFIXES.some((prefix) => name.startsWith(prefix));
}
