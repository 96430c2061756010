import { ReceiverError } from '../receiver.errors.js';

/** Part of Node's request, and of what frameworks make of it, that is looked at. */
export interface IncomingRequest extends AsyncIterable<unknown> {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly readableEnded?: boolean;
  /** What a framework has parsed, or the bytes (`express.raw()`). */
  readonly body?: unknown;
  /** Where a framework keeps the bytes beside what it has parsed (Nest's `rawBody: true`). */
  readonly rawBody?: unknown;
}

/** Posthorn's payloads end at 256 KiB; with the envelope and signs written as escapes a body stays far below this. */
export const MAX_BODY_BYTES = 1024 * 1024;

const ADVICE =
  'In Express, mount the receiver before express.json(), or use express.raw({ type: () => true }) on its route. In Nest, pass ' +
  '{ rawBody: true } to NestFactory.create.';

/**
 * The bytes of a request, from wherever they are: kept by the framework, or still to be read.
 * @throws ReceiverError `raw_body_missing`, `body_too_large`, `request_aborted`
 */
export async function rawBodyOf(request: IncomingRequest, maxBytes: number = MAX_BODY_BYTES): Promise<Uint8Array> {
  const kept = keptBytes(request);
  if (kept !== undefined) return limited(kept, maxBytes);
  if (request.readableEnded === true || isParsed(request.body)) {
    throw new ReceiverError('raw_body_missing', `The bytes of the request are gone: its body was parsed. ${ADVICE}`);
  }
  return read(request, maxBytes);
}

/** The bytes that a framework has kept, without waiting for any. */
export function keptBytes({ rawBody, body }: Pick<IncomingRequest, 'rawBody' | 'body'>): Uint8Array | undefined {
  if (rawBody instanceof Uint8Array) return rawBody;
  if (typeof rawBody === 'string') return Buffer.from(rawBody);
  return body instanceof Uint8Array ? body : undefined;
}

/** Express 4 gives every request an empty object as its body before any parser has run. */
function isParsed(body: unknown): boolean {
  if (body === undefined || body === null) return false;
  return typeof body !== 'object' || Object.keys(body).length > 0;
}

async function read(request: IncomingRequest, maxBytes: number): Promise<Uint8Array> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > maxBytes) throw tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk as Uint8Array);
      length += bytes.length;
      if (length > maxBytes) throw tooLarge(maxBytes);
      chunks.push(bytes);
    }
  } catch (cause) {
    if (cause instanceof ReceiverError) throw cause;
    throw new ReceiverError('request_aborted', 'The request ended before its body had come in.', { cause });
  }
  return Buffer.concat(chunks);
}

function limited(bytes: Uint8Array, maxBytes: number): Uint8Array {
  if (bytes.length > maxBytes) throw tooLarge(maxBytes);
  return bytes;
}

function tooLarge(maxBytes: number): ReceiverError {
  return new ReceiverError('body_too_large', `The body is longer than ${maxBytes} bytes.`);
}
