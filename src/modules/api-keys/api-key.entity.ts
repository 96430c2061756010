import type { Scope } from '@posthorn/webhooks';
import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A project's key. The key itself is nowhere: only its SHA-256 digest, enough for 256 random bits. */
@Entity({ name: 'api_keys' })
@Index('api_keys_by_project', ['projectId', 'id'])
export class ApiKey {
  /** `key_…` */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_api_keys' })
  id!: string;

  @ForeignKey('projects', { name: 'fk_api_keys_project', onDelete: 'CASCADE' })
  @Column({ name: 'project_id', type: 'text' })
  projectId!: string;

  @Column({ type: 'text' })
  name!: string;

  @Index('api_keys_digest', { unique: true })
  @Column({ type: 'bytea', select: false })
  digest!: Buffer;

  /** The first characters of the key, to tell keys apart. */
  @Column({ type: 'text' })
  hint!: string;

  /** null: everything in its project. */
  @Column({ type: 'text', array: true, nullable: true })
  scopes!: Scope[] | null;

  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3, nullable: true })
  expiresAt!: Date | null;

  /** Written at most once a minute. */
  @Column({ name: 'last_used_at', type: 'timestamptz', precision: 3, nullable: true })
  lastUsedAt!: Date | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt!: Date;
}
