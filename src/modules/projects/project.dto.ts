import { ApiProperty } from '@nestjs/swagger';

import { MetadataField, NameField, TextField } from '../../http/index.js';

export class CreateProjectDto {
  @NameField({ max: 200, example: 'Northwind' })
  name!: string;

  @TextField({ max: 2000, optional: 'or_null' })
  description?: string | null;

  @MetadataField({ optional: 'or_null', description: 'Up to 50 texts of your own.' })
  metadata?: Record<string, string> | null;
}

/** Absent keeps, null clears. */
export class UpdateProjectDto {
  @NameField({ max: 200, optional: 'keep' })
  name?: string;

  @TextField({ max: 2000, optional: 'or_null' })
  description?: string | null;

  @MetadataField({ optional: 'or_null' })
  metadata?: Record<string, string> | null;
}

export class ProjectView {
  @ApiProperty({ example: 'proj_01890a5d7c3e7a2b8f10c2d3e4f5a6b7' })
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ type: String, nullable: true })
  description!: string | null;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  metadata!: Record<string, string>;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;

  @ApiProperty({ format: 'date-time' })
  updated_at!: string;
}

export class ProjectListView {
  @ApiProperty({ type: [ProjectView] })
  projects!: ProjectView[];

  @ApiProperty({ type: String, nullable: true })
  next_cursor!: string | null;
}
