import { migrationSql, migrationStatus, type Migration } from '@posthorn/database';
import { CliError, EXIT } from '../cli.errors.js';
import type { Command, Invocation } from '../command.js';
import { posthornMigrations } from '../../posthorn.migrations.js';
import { namesDatabase, openTarget, schemaOf, TARGET_OPTIONS } from '../target.js';

export const sql: Command = {
  name: 'sql',
  group: 'database',
  summary: 'print the migrations as a script, for review or for psql',
  description: [
    "Prints what the database lacks of Posthorn's migrations and runs nothing; with --all everything, for an empty",
    'database, without connecting. `posthorn sql | psql --set=ON_ERROR_STOP=1 $DATABASE_URL` does what',
    '`posthorn migrate` does, and each of the two finds what the other has applied.',
  ].join('\n'),
  options: { ...TARGET_OPTIONS, all: { help: 'everything, for an empty database; needs none' } },
  examples: [
    ['posthorn sql > posthorn.sql', 'what the database lacks, for review'],
    ['posthorn sql --all --schema hooks', 'everything, without a database'],
  ],
  run: async (invocation) => {
    const { terminal } = invocation;
    const schema = await schemaOf(invocation);
    const migrations = await missing(invocation);
    const script = migrations.length === 0 ? '-- nothing is pending\n' : migrationSql({ migrations, schema });
    terminal.text(script);
    terminal.result({ schema, migrations: migrations.map(({ version, name }) => ({ version, name })), sql: script });
    return EXIT.ok;
  },
};

async function missing(invocation: Invocation): Promise<readonly Migration[]> {
  const migrations = await posthornMigrations();
  if (invocation.values['all'] === true) return migrations;
  if (!(await namesDatabase(invocation))) {
    throw new CliError(
      'database_missing',
      'What is missing depends on the database: set DATABASE_URL or give --database-url, or --all for an empty one.',
    );
  }
  const target = await openTarget(invocation);
  try {
    return (await migrationStatus(target.database, { migrations, schema: target.schema })).pending;
  } finally {
    await target.close();
  }
}
