import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A session whose person signed out before it expired. Gone when it would have expired anyway. */
@Entity({ name: 'ended_sessions' })
export class EndedSession {
  /** Of the session's id: who reads this table learns nothing that a cookie could be made of. */
  @PrimaryColumn({ type: 'bytea', primaryKeyConstraintName: 'pk_ended_sessions' })
  digest!: Buffer;

  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3 })
  expiresAt!: Date;
}
