import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateEndedSessions1767225600005 implements MigrationInterface {
  readonly name = 'CreateEndedSessions1767225600005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE "ended_sessions" (
        "digest" bytea NOT NULL,
        "expires_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
        CONSTRAINT "pk_ended_sessions" PRIMARY KEY ("digest")
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "ended_sessions"`);
  }
}
