import { migrate as apply, pendingTypeOrmMigrations, runTypeOrmMigrations } from '@posthorn/database';
import { EXIT } from '../cli.errors.js';
import type { Command } from '../command.js';
import { migrationLabel } from '../migration-label.js';
import { openTarget, TARGET_OPTIONS, type Target } from '../target.js';
import { posthornMigrations } from '../../posthorn.migrations.js';
import type { Terminal } from '../terminal.js';

export const migrate: Command = {
  name: 'migrate',
  group: 'database',
  summary: 'bring the schema up to date',
  description: [
    "Applies what the database lacks of Posthorn's migrations, each in a transaction of its own and under a lock, so that",
    'it may run from any number of places at once. TypeORM finds them applied when they are in the list of its',
    'DataSource too. With a DataSource (--data-source, or "posthorn": { "dataSource": … } in package.json) the',
    'migrations of the application follow, as `typeorm migration:run` would run them.',
  ].join('\n'),
  options: TARGET_OPTIONS,
  examples: [
    ['posthorn migrate', 'before the new version starts'],
    ['posthorn migrate --database-url postgres://app@db/shop --schema hooks', 'another database and schema'],
  ],
  run: async (invocation) => {
    const { terminal } = invocation;
    const migrations = await posthornMigrations();
    const target = await openTarget(invocation);
    try {
      const applied = await apply(target.database, {
        migrations,
        schema: target.schema,
        onProgress: (migration) => terminal.line(terminal.good(migrationLabel(migration))),
      });
      const ofApplication = await migrateApplication(target, terminal);
      if (applied.length + (ofApplication?.length ?? 0) === 0) {
        terminal.line(terminal.good(`schema ${target.schema} is up to date`));
      }
      terminal.result({
        schema: target.schema,
        applied: applied.map(({ version, name }) => ({ version, name })),
        ...(ofApplication === undefined ? {} : { application: { applied: ofApplication } }),
      });
      return EXIT.ok;
    } finally {
      await target.close();
    }
  },
};

/** @returns names of what was applied; undefined without a DataSource */
async function migrateApplication({ dataSource }: Target, terminal: Terminal): Promise<string[] | undefined> {
  if (dataSource === undefined) return undefined;
  const pending = new Set(await pendingTypeOrmMigrations(dataSource));
  // It also notes Posthorn's own where they are in its list; those were named above.
  const done = (await runTypeOrmMigrations(dataSource)).filter((name) => pending.has(name));
  for (const name of done) terminal.line(terminal.good(name));
  return done;
}
