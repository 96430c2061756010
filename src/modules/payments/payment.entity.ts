import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn, UpdateDateColumn } from 'typeorm';

export const PAYMENT_STATUSES = ['processing', 'succeeded', 'failed'] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

@Entity({ name: 'payments' })
@Index('payments_by_project', ['projectId', 'id'])
@Index('payments_idempotency_key', ['idempotencyKey'], { unique: true })
@Index('payments_processing', ['id'], { where: `"status" = 'processing'` })
export class Payment {
  /** `pay_…`; also what makes a charge at the gateway happen once. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_payments' })
  id!: string;

  @ForeignKey('projects', { name: 'fk_payments_project', onDelete: 'CASCADE' })
  @Column({ name: 'project_id', type: 'text' })
  projectId!: string;

  /** In minor units of the currency: 1999 EUR is 19.99 €. */
  @Column({ type: 'bigint', transformer: { to: (value: number) => value, from: Number } })
  amount!: number;

  /** ISO 4217, upper case. */
  @Column({ type: 'text' })
  currency!: string;

  @Column({ type: 'text' })
  source!: string;

  @Column({ type: 'text' })
  status!: PaymentStatus;

  /** Who asked, and its `Idempotency-Key`: what makes a request happen once although the process that ran it has died. */
  @Column({ name: 'idempotency_key', type: 'text', nullable: true })
  idempotencyKey!: string | null;

  @Column({ name: 'failure_code', type: 'text', nullable: true })
  failureCode!: string | null;

  @Column({ name: 'failure_message', type: 'text', nullable: true })
  failureMessage!: string | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt!: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz', precision: 3 })
  updatedAt!: Date;
}
