import { defineEvent } from '@posthorn/event-catalog';
import { IsInt, IsISO8601, IsString, Matches, Min } from 'class-validator';

import type { StoredFile } from './file.entity.js';

/** A file as its events show it. */
export class FileData {
  @IsString()
  id!: string;

  @IsString()
  project_id!: string;

  @IsString()
  name!: string;

  @IsString()
  content_type!: string;

  /** In bytes. */
  @IsInt()
  @Min(0)
  size!: number;

  @Matches(/^[0-9a-f]{64}$/)
  sha256!: string;

  @IsISO8601()
  created_at!: string;
}

export const FileUploaded = defineEvent({
  name: 'file.uploaded',
  version: 1,
  description: 'File uploaded.',
  payload: FileData,
  example: {
    id: 'file_01890a5d7c3e7a2b8f10c2d3e4f5a6b7',
    project_id: 'proj_01890a5d7c3e7a2b8f10c2d3e4f5a6b7',
    name: 'invoice.pdf',
    content_type: 'application/pdf',
    size: 48213,
    sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    created_at: '2026-01-15T12:30:00.000Z',
  },
  resource: {
    collection: 'files',
    idField: 'id',
    operation: 'create',
    appwrite: 'buckets.{project}.files.{id}.create',
  },
});

export const fileEvents = [FileUploaded] as const;

export function fileData(file: StoredFile): FileData {
  return {
    id: file.id,
    project_id: file.projectId,
    name: file.name,
    content_type: file.contentType,
    size: file.size,
    sha256: file.sha256,
    created_at: file.createdAt.toISOString(),
  };
}
