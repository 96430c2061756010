import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MakePaymentsOnce1767225600007 implements MigrationInterface {
  readonly name = 'MakePaymentsOnce1767225600007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "payments" ADD COLUMN "idempotency_key" text`);
    await runner.query(`CREATE UNIQUE INDEX "payments_idempotency_key" ON "payments" ("idempotency_key")`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "payments" DROP COLUMN "idempotency_key"`);
  }
}
