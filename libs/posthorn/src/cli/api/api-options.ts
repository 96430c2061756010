import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CliError } from '../cli.errors.js';
import { textOption, type CommandOption, type Invocation } from '../command.js';
import { readNamedFile } from '../input.js';

/** Options of the commands that speak to the API. */
export const API_OPTIONS = {
  url: { value: 'url', help: 'the API with its prefix; default: POSTHORN_URL, or http://127.0.0.1:3000/v1' },
  'token-file': {
    value: 'file',
    help: 'file with the token; default: POSTHORN_TOKEN, or .posthorn/admin-token for a server on this machine',
  },
} satisfies Record<string, CommandOption>;

/** Narrows an admin token to one project; a project's key needs none. */
export const PROJECT_OPTION = {
  project: { value: 'id', help: 'with the admin token: of this project only' },
} satisfies Record<string, CommandOption>;

/** Where `npm start` leaves the token that it has made. */
const LOCAL_TOKEN = '.posthorn/admin-token';
const DEFAULT_URL = 'http://127.0.0.1:3000/v1';

/** Where the API is and who calls it. */
export interface ApiTarget {
  /** Without a slash at its end. */
  readonly base: string;
  readonly token: string;
}

/** @throws CliError `invalid_api_url`, `token_missing`, `file_unreadable` */
export async function apiTarget(invocation: Invocation): Promise<ApiTarget> {
  const url = apiUrl(textOption(invocation, 'url') ?? (invocation.environment['POSTHORN_URL'] || DEFAULT_URL));
  const token = await tokenFor(url, invocation);
  if (url.protocol === 'http:' && !isLoopback(url)) {
    invocation.terminal.note(
      invocation.terminal.dim(`${url.host} is asked without TLS: the token can be read on the way.`),
    );
  }
  return { base: url.href.replace(/\/+$/, ''), token };
}

function apiUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search + url.hash !== '') {
    throw new CliError('invalid_api_url', 'The URL of the API has to look like https://example.com/v1.');
  }
  // Whoever gives the server alone means the prefix that it has unless it was given another.
  if (url.pathname === '/') url.pathname = '/v1';
  return url;
}

async function tokenFor(url: URL, invocation: Invocation): Promise<string> {
  const file = textOption(invocation, 'token-file');
  if (file !== undefined) return readToken(path.resolve(invocation.folder, file));
  const given = invocation.environment['POSTHORN_TOKEN']?.trim();
  if (given) return tokenOf(given, 'POSTHORN_TOKEN');
  // Never sent to another machine: it was made for the application that runs here.
  const local = isLoopback(url)
    ? await readFile(path.join(invocation.folder, LOCAL_TOKEN), 'utf8').catch(() => undefined)
    : undefined;
  if (local !== undefined) return local.trim();
  throw new CliError(
    'token_missing',
    'There is no token: set POSTHORN_TOKEN to an API key of the project (or the admin token), or give --token-file.',
  );
}

async function readToken(file: string): Promise<string> {
  return tokenOf((await readNamedFile(file)).toString('utf8').trim(), file);
}

/** What cannot stand in a header would be refused far from its reason: a line break, a dash that an editor has made long. */
function tokenOf(text: string, source: string): string {
  if (/^[!-~]+$/.test(text)) return text;
  throw new CliError('token_missing', `${source} holds no token: one is a single word of plain ASCII characters.`);
}

const isLoopback = ({ hostname }: URL): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
