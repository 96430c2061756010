import {
  Inject,
  Injectable,
  UnsupportedMediaTypeException,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { Request } from 'express';
import { catchError, from, mergeMap, type Observable } from 'rxjs';

import { FilesService } from '../files.service.js';
import { MAX_FILE_BYTES } from '../files.tokens.js';
import { receiveUpload } from './receive-upload.js';
import { Uploads, type Upload } from './uploads.js';

/**
 * Receives a multipart body, and leaves in `request.body` what it said: with this before it, `Idempotency-Key` compares
 * uploads by what they hold. Their bytes differ each time, since every client makes up a boundary.
 */
@Injectable()
export class UploadInterceptor implements NestInterceptor {
  constructor(
    private readonly files: FilesService,
    private readonly uploads: Uploads,
    @Inject(MAX_FILE_BYTES) private readonly maxBytes: number,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<Request>();
    if (!request.is('multipart/form-data')) {
      throw new UnsupportedMediaTypeException('The body has to be a form: Content-Type: multipart/form-data.');
    }
    const { projectId, name, contentType, content } = await this.receive(request);
    this.uploads.put(request, { projectId, name, contentType, content });
    const { size, sha256 } = content;
    request.body = { project_id: projectId ?? null, file: { name, content_type: contentType, size, sha256 } };
    return next.handle().pipe(
      mergeMap(async (answer: unknown) => {
        await this.discardUntaken(request);
        return answer;
      }),
      catchError((error: unknown) =>
        from(this.discardUntaken(request)).pipe(
          mergeMap(() => {
            throw error;
          }),
        ),
      ),
    );
  }

  private async receive(request: Request): Promise<Upload> {
    let kept: string | undefined;
    try {
      const { fields, file, stored } = await receiveUpload(request, async ({ content }) => {
        const keeping = await this.files.keep(content, this.maxBytes);
        kept = keeping.id;
        return keeping;
      });
      const { name, contentType } = file;
      return { projectId: fields.get('project_id'), name, contentType, content: stored };
    } catch (error) {
      if (kept !== undefined) await this.files.discard(kept);
      throw error;
    }
  }

  /** Of a request that was refused, or answered as one before it was. */
  private async discardUntaken(request: Request): Promise<void> {
    const upload = this.uploads.take(request);
    if (upload) await this.files.discard(upload.content.id);
  }
}
