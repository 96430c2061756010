import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreatePayments1767225600003 implements MigrationInterface {
  readonly name = 'CreatePayments1767225600003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE "payments" (
        "id" text NOT NULL,
        "project_id" text NOT NULL,
        "amount" bigint NOT NULL,
        "currency" text NOT NULL,
        "source" text NOT NULL,
        "status" text NOT NULL,
        "failure_code" text,
        "failure_message" text,
        "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
        "updated_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
        CONSTRAINT "pk_payments" PRIMARY KEY ("id"),
        CONSTRAINT "fk_payments_project" FOREIGN KEY ("project_id") REFERENCES "projects" ("id") ON DELETE CASCADE
      )`);
    await runner.query(`CREATE INDEX "payments_by_project" ON "payments" ("project_id", "id")`);
    await runner.query(`CREATE INDEX "payments_processing" ON "payments" ("id") WHERE "status" = 'processing'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "payments"`);
  }
}
