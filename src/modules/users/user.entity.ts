import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn, UpdateDateColumn } from 'typeorm';

export const USER_STATUSES = ['active', 'inactive', 'pending', 'suspended', 'disabled'] as const;
export type UserStatus = (typeof USER_STATUSES)[number];

@Entity({ name: 'users' })
@Index('users_by_project', ['projectId', 'id'])
export class User {
  /** `user_…` */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_users' })
  id!: string;

  @ForeignKey('projects', { name: 'fk_users_project', onDelete: 'CASCADE' })
  @Column({ name: 'project_id', type: 'text' })
  projectId!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  email!: string;

  @Column({ type: 'text', default: 'active' })
  status!: UserStatus;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt!: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz', precision: 3 })
  updatedAt!: Date;
}
