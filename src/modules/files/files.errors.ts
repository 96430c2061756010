import { DomainError } from '../../common/index.js';

export class FileNotFoundError extends DomainError {
  readonly kind = 'not_found';
  readonly code = 'file_not_found';

  constructor() {
    super('There is no such file.');
  }
}

export class FileTooLargeError extends DomainError {
  readonly kind = 'too_large';
  readonly code = 'file_too_large';

  constructor(readonly maxBytes: number) {
    super('The file is too large.', [
      {
        field: 'file',
        code: 'file_too_large',
        message: 'The file is too large.',
        expected: `at most ${maxBytes} bytes`,
      },
    ]);
  }
}

/** The row is there and the storage does not give its content. */
export class FileContentUnavailableError extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'file_content_unavailable';

  constructor(cause: unknown) {
    super('The content of the file cannot be read at the moment.', [], { cause });
  }
}

/** The multipart body cannot be read. */
export class MalformedUploadError extends DomainError {
  readonly kind = 'malformed';
  readonly code = 'malformed_upload';

  constructor(detail: string, cause?: unknown) {
    super(detail, [], { cause });
  }
}
