import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { EventBus } from '@posthorn/event-bus';
import type { Readable } from 'node:stream';
import { DataSource } from 'typeorm';

import { Ids, isId, takePage, type Page, type PageRequest } from '../../common/index.js';
import { ProjectsService } from '../projects/index.js';
import { StoredFile } from './file.entity.js';
import { FileContentUnavailableError, FileNotFoundError } from './files.errors.js';
import { FileUploaded, fileData } from './files.events.js';
import { FileStorage, type StoredContent } from './storage/file-storage.js';

/** Content that is in the storage and has no row yet. */
export interface KeptContent extends StoredContent {
  readonly id: string;
}

export interface NewFile {
  readonly projectId: string;
  readonly name: string;
  readonly contentType: string;
  readonly content: KeptContent;
}

/** Files of a project: the content first, then the row and its event in one transaction. */
@Injectable()
export class FilesService {
  private readonly logger = new Logger(FilesService.name);

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly bus: EventBus,
    private readonly ids: Ids,
    private readonly projects: ProjectsService,
    private readonly storage: FileStorage,
  ) {}

  /** Writes the content under a new id. @throws FileTooLargeError */
  async keep(content: Readable, maxBytes: number): Promise<KeptContent> {
    const id = this.ids.next('file');
    return { id, ...(await this.storage.write(id, content, maxBytes)) };
  }

  /** Takes kept content away again. What this misses, housekeeping finds. */
  async discard(id: string): Promise<void> {
    try {
      await this.storage.remove(id);
    } catch (error) {
      this.logger.warn({ message: 'content stays until housekeeping', file: id, error });
    }
  }

  /** @throws ProjectNotFoundError; the content is then still kept */
  create(input: NewFile): Promise<StoredFile> {
    return this.dataSource.transaction(async (manager) => {
      await this.projects.hold(manager, input.projectId, 'project_id');
      const { id, size, sha256 } = input.content;
      const { projectId, name, contentType } = input;
      const file = await manager.save(manager.create(StoredFile, { id, projectId, name, contentType, size, sha256 }));
      await this.bus.publish(FileUploaded, fileData(file), { tx: manager, projectId });
      return file;
    });
  }

  list(page: PageRequest, projectId: string | null): Promise<Page<StoredFile>> {
    const query = this.projects.visible(this.dataSource.getRepository(StoredFile).createQueryBuilder('file'));
    if (projectId !== null) query.andWhere('file.projectId = :projectId', { projectId });
    return takePage(query, page);
  }

  /** @param within the project that the caller is confined to. @throws FileNotFoundError */
  async get(id: string, within: string | null): Promise<StoredFile> {
    const query = this.projects.visible(this.dataSource.getRepository(StoredFile).createQueryBuilder('file'));
    const file = isId(id, 'file') ? await query.andWhere('file.id = :id', { id }).getOne() : null;
    if (!file || (within !== null && file.projectId !== within)) throw new FileNotFoundError();
    return file;
  }

  /** @throws FileContentUnavailableError */
  async open(file: StoredFile): Promise<Readable> {
    try {
      return await this.storage.open(file.id);
    } catch (error) {
      throw new FileContentUnavailableError(error);
    }
  }

  /** The row first: a row without content would be a file that cannot be read. @throws FileNotFoundError */
  async remove(id: string, within: string | null): Promise<void> {
    const file = await this.get(id, within);
    const { affected } = await this.dataSource.getRepository(StoredFile).delete({ id: file.id });
    if (affected !== 1) throw new FileNotFoundError();
    await this.discard(file.id);
  }
}
