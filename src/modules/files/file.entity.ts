import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** An uploaded file; its content lies in the storage under its id. */
@Entity({ name: 'files' })
@Index('files_by_project', ['projectId', 'id'])
export class StoredFile {
  /** `file_…` */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_files' })
  id!: string;

  @ForeignKey('projects', { name: 'fk_files_project' })
  @Column({ name: 'project_id', type: 'text' })
  projectId!: string;

  @Column({ type: 'text' })
  name!: string;

  /** As the uploader said. */
  @Column({ name: 'content_type', type: 'text' })
  contentType!: string;

  /** In bytes. */
  @Column({ type: 'bigint', transformer: { to: (value: number) => value, from: Number } })
  size!: number;

  /** SHA-256 of the content, in hex. */
  @Column({ type: 'text' })
  sha256!: string;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt!: Date;
}
