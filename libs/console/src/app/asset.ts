import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  gif: 'image/gif',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  jpg: 'image/jpeg',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  map: 'application/json; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  wasm: 'application/wasm',
  webmanifest: 'application/manifest+json',
  webp: 'image/webp',
  woff: 'font/woff',
  woff2: 'font/woff2',
};

const COMPRESSED = /^(?:text\/|application\/(?:json|manifest\+json|wasm)|image\/svg)/;
/** Below this the headers of the answer weigh more than what is saved. */
const WORTH_COMPRESSING = 1024;

/** One file of the built app, in memory: what is not here cannot be asked for. */
export class Asset {
  readonly type: string;
  readonly etag: string;
  /** A name with the hash of its content never means another content. */
  readonly immutable: boolean;
  private zipped: Promise<Buffer> | undefined;

  /** @param name path in the app's folder, with `/` between its parts */
  constructor(
    name: string,
    readonly content: Buffer,
  ) {
    const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
    this.type = TYPES[extension] ?? 'application/octet-stream';
    this.etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
    this.immutable = /^assets\/.*-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/.test(name);
  }

  get compresses(): boolean {
    return this.content.length >= WORTH_COMPRESSING && COMPRESSED.test(this.type);
  }

  /** The gzipped content, compressed once. */
  gzipped(): Promise<Buffer> {
    this.zipped ??= compress(this.content, { level: 9 });
    return this.zipped;
  }
}
