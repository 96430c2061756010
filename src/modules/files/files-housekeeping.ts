import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In } from 'typeorm';

import { ProjectsService } from '../projects/index.js';
import { StoredFile } from './file.entity.js';
import { FileStorage } from './storage/file-storage.js';

/** Older than any upload that could still be under way. */
const STRAY_AFTER_MS = 24 * 3_600_000;
const BATCH = 200;

/** Takes away what nobody can reach any more: files of deleted projects, and contents that never got a row or lost it. */
@Injectable()
export class FilesHousekeeping {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly projects: ProjectsService,
    private readonly storage: FileStorage,
  ) {}

  /** @returns how many files of deleted projects went */
  async eraseOrphans(): Promise<number> {
    const files = this.dataSource.getRepository(StoredFile);
    const orphans = await this.projects.invisible(files.createQueryBuilder('file')).take(BATCH).getMany();
    for (const { id } of orphans) {
      await this.storage.remove(id);
      await files.delete({ id });
    }
    return orphans.length;
  }

  /** @returns how many contents without a row went */
  async eraseStrays(now: Date): Promise<number> {
    let erased = 0;
    let batch: string[] = [];
    for await (const key of this.storage.writtenBefore(new Date(now.getTime() - STRAY_AFTER_MS))) {
      batch.push(key);
      if (batch.length < BATCH) continue;
      erased += await this.eraseUnknown(batch);
      batch = [];
    }
    return erased + (await this.eraseUnknown(batch));
  }

  private async eraseUnknown(keys: readonly string[]): Promise<number> {
    const rows = await this.dataSource
      .getRepository(StoredFile)
      .find({ where: { id: In([...keys]) }, select: { id: true } });
    const known = new Set(rows.map(({ id }) => id));
    const strays = keys.filter((key) => !known.has(key));
    for (const key of strays) await this.storage.remove(key);
    return strays.length;
  }
}
