import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Asset } from '../app/asset.js';
import type { BuiltApp } from '../app/built-app.js';
import { API_PATH, missingPage, pageFor } from '../app/page.js';
import type { ConsolePlace } from '../console.options.js';
import { contentSecurityPolicy, SAFE_HEADERS } from './security-headers.js';

/** Hands a request on to another path of the same application, in process. */
export type Forward = (request: IncomingMessage, response: ServerResponse, next: () => void, url: string) => void;

/** The version of the API that the built app speaks: what stands between its own prefix and the routes. */
const API_VERSION = '/v1';

/**
 * Answers everything below the console's path: the API below `/api`, the files of the app by their exact names, and for
 * every other path the page, whose router knows what it means.
 */
export class ConsoleHandler {
  constructor(
    private readonly place: ConsolePlace,
    private readonly app: BuiltApp,
    private readonly forward: Forward,
  ) {}

  /** A middleware for Express and for Fastify, before routing. */
  readonly handle = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void): void => {
    const url = request.url ?? '/';
    const [path = '/'] = url.split(/[?#]/, 1);
    const { base } = this.place;
    if (path !== base && !path.startsWith(`${base}/`)) {
      next();
      return;
    }
    const below = path.slice(base.length);
    if (below === API_PATH || below.startsWith(`${API_PATH}/`)) {
      this.callApi(request, response, next, url.slice(base.length + API_PATH.length));
      return;
    }
    this.serve(request, response, below.replace(/^\//, '')).catch(next);
  };

  private callApi(request: IncomingMessage, response: ServerResponse, next: () => void, rest: string): void {
    const [, version, route = ''] = /^(\/v1)([/?].*)?$/s.exec(rest) ?? [];
    if (version !== API_VERSION) plain(response, 404, 'There is no such API below the console.');
    // The API of a host that serves it to the console alone lies here, and nowhere else.
    else if (this.place.api === `${this.place.base}${API_PATH}${API_VERSION}`) next();
    else this.forward(request, response, next, this.place.api + route);
  }

  private async serve(request: IncomingMessage, response: ServerResponse, name: string): Promise<void> {
    for (const [header, value] of Object.entries(SAFE_HEADERS)) response.setHeader(header, value);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      plain(response, 405, 'The console is read with GET.');
      return;
    }
    const files = await this.app.files();
    const asset = name === 'index.html' ? undefined : files.get(name);
    if (asset) await sendAsset(request, response, asset);
    // An old page asks for chunks of before an upgrade: the page in their place would be a script that does not parse.
    else if (name.startsWith('assets/')) plain(response, 404, 'There is no such file. Load the page again.');
    else this.sendPage(request, response, files.get('index.html'));
  }

  private sendPage(request: IncomingMessage, response: ServerResponse, template: Asset | undefined): void {
    const nonce = randomBytes(18).toString('base64');
    const page = template ? pageFor(template.content.toString('utf8'), this.place, nonce) : missingPage(nonce);
    response.statusCode = template ? 200 : 503;
    response.setHeader('Content-Security-Policy', contentSecurityPolicy(nonce));
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.setHeader('Cache-Control', 'no-store');
    end(request, response, Buffer.from(page, 'utf8'));
  }
}

async function sendAsset(request: IncomingMessage, response: ServerResponse, asset: Asset): Promise<void> {
  response.setHeader('Cache-Control', asset.immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  response.setHeader('Content-Type', asset.type);
  response.setHeader('ETag', asset.etag);
  if (asset.compresses) response.setHeader('Vary', 'Accept-Encoding');
  if (request.headers['if-none-match'] === asset.etag) {
    response.statusCode = 304;
    response.end();
    return;
  }
  const zip = asset.compresses && /\bgzip\b/.test(request.headers['accept-encoding']?.toString() ?? '');
  const content = zip ? await asset.gzipped() : asset.content;
  if (zip) response.setHeader('Content-Encoding', 'gzip');
  response.statusCode = 200;
  end(request, response, content);
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  response.end(`${text}\n`);
}

function end(request: IncomingMessage, response: ServerResponse, content: Buffer): void {
  response.setHeader('Content-Length', content.length);
  response.end(request.method === 'HEAD' ? undefined : content);
}
