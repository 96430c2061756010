import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';

import { InvalidInputError } from '@posthorn/webhooks';
import busboy, { type Busboy } from 'busboy';

import { MalformedUploadError } from '../files.errors.js';
import { safeContentType, safeFileName } from './file-name.js';

/** The `file` part of an upload, while it comes in. */
export interface IncomingFile {
  readonly name: string;
  readonly contentType: string;
  readonly content: Readable;
}

export interface ReceivedUpload<T> {
  readonly fields: ReadonlyMap<string, string>;
  readonly file: IncomingFile;
  /** What `store` made of the content. */
  readonly stored: T;
}

const FIELDS = ['project_id'];
const MAX_FIELD_BYTES = 1024;

/**
 * Reads a multipart body of a `file` part and fields, in any order, while `store` takes the content as it comes.
 * Rejects only after `store` has ended, so that what it kept can be taken away again.
 * @throws MalformedUploadError, InvalidInputError, or what `store` threw
 */
export async function receiveUpload<T>(
  request: IncomingMessage,
  store: (file: IncomingFile) => Promise<T>,
): Promise<ReceivedUpload<T>> {
  const parser = parserFor(request);
  const fields = new Map<string, string>();
  let file: IncomingFile | undefined;
  let storing: Promise<T> | undefined;

  try {
    await new Promise<void>((resolve, reject) => {
      parser.on('field', (name, value, info) => {
        if (name === 'file') reject(namelessFile());
        else if (!FIELDS.includes(name)) reject(unknownPart(name));
        else if (fields.has(name)) reject(twice(name));
        else if (info.valueTruncated) reject(tooLong(name));
        else fields.set(name, value);
      });
      parser.on('file', (name, content, info) => {
        // Who stores the content hears of this too, and says so below; unheard it would be an uncaught error.
        let failure: unknown;
        content.on('error', (error) => (failure = error));
        if (name !== 'file' || file) {
          content.resume();
          reject(name === 'file' ? twoFiles() : unknownPart(name));
          return;
        }
        file = { name: safeFileName(info.filename), contentType: safeContentType(info.mimeType), content };
        storing = store(file);
        storing.catch((error: unknown) => {
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what `store` threw goes through as it is
          reject(error === failure ? unreadable(error) : error);
        });
      });
      parser.on('filesLimit', () => reject(twoFiles()));
      parser.on('error', (error) => reject(unreadable(error)));
      parser.on('close', resolve);
      request.on('close', () => {
        if (!request.complete) reject(new MalformedUploadError('The upload broke off.'));
      });
      request.pipe(parser);
    });
    if (!file || !storing) throw missingFile();
    return { fields, file, stored: await storing };
  } catch (error) {
    request.unpipe(parser);
    // The rest is read and thrown away: a client that still sends would otherwise see a reset instead of the answer.
    request.resume();
    file?.content.destroy();
    await storing?.catch(() => undefined);
    throw error;
  }
}

function parserFor(request: IncomingMessage): Busboy {
  try {
    return busboy({
      headers: request.headers,
      defParamCharset: 'utf8',
      limits: { files: 2, fields: 10, parts: 12, fieldNameSize: 100, fieldSize: MAX_FIELD_BYTES, headerPairs: 50 },
    });
  } catch (error) {
    throw new MalformedUploadError('The Content-Type of the multipart body has no usable boundary.', error);
  }
}

const unreadable = (cause: unknown): MalformedUploadError =>
  new MalformedUploadError('The multipart body cannot be read.', cause);

/** What is said of a body without the `file` part. */
export const missingFile = (): InvalidInputError =>
  InvalidInputError.of('file', 'required', 'file is required.', 'one part called "file" with a file name');

/** A part without the name of a file is a field, as is the one of a form in which no file was chosen. */
const namelessFile = (): InvalidInputError =>
  InvalidInputError.of('file', 'required', 'file has no file name.', 'one part called "file" with a file name');

const twice = (name: string): InvalidInputError =>
  InvalidInputError.of(name, 'invalid', `${name} is there more than once.`, 'each part once');

const twoFiles = (): InvalidInputError =>
  InvalidInputError.of('file', 'invalid', 'There is more than one file.', 'one part called "file"');

const tooLong = (name: string): InvalidInputError =>
  InvalidInputError.of(name, 'invalid', `${name} is too long.`, `at most ${MAX_FIELD_BYTES} bytes`);

const unknownPart = (name: string): InvalidInputError =>
  InvalidInputError.of(
    name.slice(0, 100),
    'unknown_field',
    `${name.slice(0, 100)} is not a known part.`,
    'file and project_id',
  );
