import type { Readable } from 'node:stream';

/** What the storage learned of the content while it wrote it. */
export interface StoredContent {
  /** In bytes. */
  readonly size: number;
  /** In hex. */
  readonly sha256: string;
}

/** The port to where contents lie. Keys are file ids. */
export abstract class FileStorage {
  /**
   * Writes the whole stream, or nothing: a stream that fails or is too long leaves no content behind.
   * @throws FileTooLargeError when more than `maxBytes` came; whatever the stream failed with
   */
  abstract write(key: string, content: Readable, maxBytes: number): Promise<StoredContent>;
  /** Rejects when there is no such content. */
  abstract open(key: string): Promise<Readable>;
  /** Removing what is not there is no error. */
  abstract remove(key: string): Promise<void>;
  /** Keys of contents that were written before this moment. */
  abstract writtenBefore(moment: Date): AsyncIterable<string>;
}
