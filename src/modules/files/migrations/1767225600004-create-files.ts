import type { MigrationInterface, QueryRunner } from 'typeorm';

/** No cascade from projects: content has to go before its row does, or nobody would know of it any more. */
export class CreateFiles1767225600004 implements MigrationInterface {
  readonly name = 'CreateFiles1767225600004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE "files" (
        "id" text NOT NULL,
        "project_id" text NOT NULL,
        "name" text NOT NULL,
        "content_type" text NOT NULL,
        "size" bigint NOT NULL,
        "sha256" text NOT NULL,
        "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now(),
        CONSTRAINT "pk_files" PRIMARY KEY ("id"),
        CONSTRAINT "fk_files_project" FOREIGN KEY ("project_id") REFERENCES "projects" ("id")
      )`);
    await runner.query(`CREATE INDEX "files_by_project" ON "files" ("project_id", "id")`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "files"`);
  }
}
