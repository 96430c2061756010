import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateApiKeys1767225600002 implements MigrationInterface {
  readonly name = 'CreateApiKeys1767225600002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE "api_keys" (
        "id" text NOT NULL,
        "project_id" text NOT NULL,
        "name" text NOT NULL,
        "digest" bytea NOT NULL,
        "hint" text NOT NULL,
        "scopes" text array,
        "expires_at" TIMESTAMP(3) WITH TIME ZONE,
        "last_used_at" TIMESTAMP(3) WITH TIME ZONE,
        "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
        CONSTRAINT "pk_api_keys" PRIMARY KEY ("id"),
        CONSTRAINT "fk_api_keys_project" FOREIGN KEY ("project_id") REFERENCES "projects" ("id") ON DELETE CASCADE
      )`);
    await runner.query(`CREATE UNIQUE INDEX "api_keys_digest" ON "api_keys" ("digest")`);
    await runner.query(`CREATE INDEX "api_keys_by_project" ON "api_keys" ("project_id", "id")`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "api_keys"`);
  }
}
