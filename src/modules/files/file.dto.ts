import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

import { ListQuery, TextField } from '../../http/index.js';

/** The parts of the multipart body, for OpenAPI. */
export class UploadForm {
  @ApiProperty({ type: 'string', format: 'binary' })
  file!: unknown;

  @ApiPropertyOptional({ description: 'A project key needs none: the project is its own.' })
  project_id?: string;
}

export class FileQuery extends ListQuery {
  @TextField({ max: 64, optional: 'or_null' })
  project_id?: string;
}

export class FileView {
  @ApiProperty({ example: 'file_01890a5d7c3e7a2b8f10c2d3e4f5a6b7' })
  id!: string;

  @ApiProperty()
  project_id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ description: 'As the uploader said.' })
  content_type!: string;

  @ApiProperty({ description: 'In bytes.' })
  size!: number;

  @ApiProperty({ description: 'Of the content, in hex.' })
  sha256!: string;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;
}

export class FileListView {
  @ApiProperty({ type: [FileView] })
  files!: FileView[];

  @ApiProperty({ type: String, nullable: true })
  next_cursor!: string | null;
}
