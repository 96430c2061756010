import { Injectable } from '@nestjs/common';

import type { KeptContent } from '../files.service.js';

/** An upload that was received: its content is in the storage and has no row yet. */
export interface Upload {
  readonly projectId: string | undefined;
  readonly name: string;
  readonly contentType: string;
  readonly content: KeptContent;
}

/** Uploads between their being received and their becoming files. What nobody takes is taken away again. */
@Injectable()
export class Uploads {
  private readonly waiting = new WeakMap<object, Upload>();

  put(request: object, upload: Upload): void {
    this.waiting.set(request, upload);
  }

  /** The upload of this request, once: whoever has it is answerable for its content. */
  take(request: object): Upload | undefined {
    const upload = this.waiting.get(request);
    this.waiting.delete(request);
    return upload;
  }
}
