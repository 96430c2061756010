import {
  Controller,
  Delete,
  Get,
  Param,
  Post,
  Req,
  Res,
  StreamableFile,
  UnauthorizedException,
  UseInterceptors,
} from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@posthorn/webhooks';
import type { Request, Response } from 'express';

import { CurrentCaller, Scopes } from '../../auth/index.js';
import { Creates, Deletes, Reads, Refuses, Filter, ListPages } from '../../http/index.js';
import { ProjectAccess } from '../projects/index.js';
import { FileListView, FileQuery, FileView, UploadForm } from './file.dto.js';
import { fileData } from './files.events.js';
import { FilesService } from './files.service.js';
import { missingFile } from './upload/receive-upload.js';
import { UploadInterceptor } from './upload/upload.interceptor.js';
import { Uploads } from './upload/uploads.js';

@ApiTags('files')
@Controller('v1/files')
export class FilesController {
  constructor(
    private readonly files: FilesService,
    private readonly access: ProjectAccess,
    private readonly pages: ListPages,
    private readonly uploads: Uploads,
  ) {}

  @Post()
  @Scopes('files:write')
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: UploadForm })
  @Creates(FileView)
  // Nearest to the method, so that it runs first.
  @UseInterceptors(UploadInterceptor)
  async upload(@Req() request: Request, @CurrentCaller() caller: Caller): Promise<FileView> {
    const upload = this.uploads.take(request);
    if (!upload) throw missingFile();
    const { name, contentType, content } = upload;
    try {
      // The body may have taken minutes, and the key may be gone since.
      if ((await caller.stillValid?.()) === false) throw new UnauthorizedException();
      const projectId = this.access.target(caller, upload.projectId);
      return fileData(await this.files.create({ projectId, name, contentType, content }));
    } catch (error) {
      await this.files.discard(content.id);
      throw error;
    }
  }

  @Get()
  @Scopes('files:read')
  @Reads(FileListView)
  async list(@Filter(FileQuery) query: FileQuery, @CurrentCaller() caller: Caller): Promise<FileListView> {
    const projectId = this.access.filter(caller, query.project_id);
    const list = ['files', projectId] as const;
    const page = await this.files.list(this.pages.request(query, list), projectId);
    return { files: page.items.map(fileData), next_cursor: this.pages.next(page, list) };
  }

  @Get(':id')
  @Scopes('files:read')
  @Reads(FileView)
  async get(@Param('id') id: string, @CurrentCaller() caller: Caller): Promise<FileView> {
    return fileData(await this.files.get(id, caller.projectId));
  }

  /** Somebody else's bytes from our origin: always a download, never sniffed, and powerless if a browser opens it. */
  @Get(':id/content')
  @Scopes('files:read')
  @ApiBearerAuth()
  @ApiOkResponse({
    description: 'The bytes as they came, in the content type that they came with.',
    content: { '*/*': { schema: { type: 'string', format: 'binary' } } },
  })
  @Refuses()
  async content(
    @Param('id') id: string,
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile | undefined> {
    const file = await this.files.get(id, caller.projectId);
    response.setHeader('ETag', `"${file.sha256}"`);
    response.setHeader('Cache-Control', 'private, no-store');
    if (request.fresh) {
      response.status(304);
      return undefined;
    }
    const content = await this.files.open(file);
    response.attachment(file.name);
    response.setHeader('Content-Type', file.contentType);
    response.setHeader('Content-Length', String(file.size));
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Content-Security-Policy', "default-src 'none'; sandbox");
    return new StreamableFile(content);
  }

  @Delete(':id')
  @Scopes('files:write')
  @Deletes()
  async remove(@Param('id') id: string, @CurrentCaller() caller: Caller): Promise<void> {
    await this.files.remove(id, caller.projectId);
  }
}
