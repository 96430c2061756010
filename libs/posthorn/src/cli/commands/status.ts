import { migrationStatus, pendingTypeOrmMigrations, type MigrationStatus } from '@posthorn/database';
import { EXIT } from '../cli.errors.js';
import type { Command } from '../command.js';
import { migrationLabel } from '../migration-label.js';
import { openTarget, TARGET_OPTIONS } from '../target.js';
import { posthornMigrations } from '../../posthorn.migrations.js';
import type { Terminal } from '../terminal.js';

export const status: Command = {
  name: 'status',
  group: 'database',
  summary: 'show which migrations are applied and which are missing',
  description: [
    'Changes nothing. Exits with 0 when nothing is pending and 1 when something is. Migrations of a newer version are',
    'harmless: they only add, and this version keeps running.',
  ].join('\n'),
  options: TARGET_OPTIONS,
  examples: [
    ['posthorn status', 'what is missing?'],
    ['posthorn status --json | jq .pending', 'for a script of the deployment'],
  ],
  run: async (invocation) => {
    const { terminal } = invocation;
    const migrations = await posthornMigrations();
    const target = await openTarget(invocation);
    try {
      const { schema, dataSource } = target;
      const found = await migrationStatus(target.database, { migrations, schema });
      const pending = dataSource === undefined ? undefined : await pendingTypeOrmMigrations(dataSource);
      const current = found.current && (pending ?? []).length === 0;
      show(found, terminal);
      for (const name of pending ?? []) terminal.line(terminal.open(`${name}  pending, of the application`));
      terminal.line(
        current ? `schema ${schema} is up to date` : `schema ${schema} is not up to date: ${adviceFor(found)}`,
      );
      terminal.result({
        schema,
        current,
        applied: found.applied.map(({ version, name, appliedAt }) => ({ version, name, applied_at: appliedAt })),
        pending: found.pending.map(({ version, name }) => ({ version, name })),
        changed: found.changed.map(({ version, name }) => ({ version, name })),
        unknown: found.unknown.map(({ version, name }) => ({ version, name })),
        ...(pending === undefined ? {} : { application: { pending } }),
      });
      return current ? EXIT.ok : EXIT.failed;
    } finally {
      await target.close();
    }
  },
};

function show({ applied, pending, changed, unknown }: MigrationStatus, terminal: Terminal): void {
  const isIn = (list: readonly { version: number }[], version: number) => list.some((each) => each.version === version);
  for (const row of applied) {
    const when = terminal.dim(`applied ${row.appliedAt.toISOString()}`);
    const label = `${migrationLabel(row)}  ${when}`;
    if (isIn(changed, row.version)) terminal.line(terminal.bad(`${label}, and reads differently in this version`));
    else if (isIn(unknown, row.version)) terminal.line(terminal.good(`${label}, by a newer version`));
    else terminal.line(terminal.good(label));
  }
  for (const migration of pending) terminal.line(terminal.open(`${migrationLabel(migration)}  pending`));
}

const adviceFor = ({ changed }: MigrationStatus): string =>
  changed.length > 0
    ? 'an applied migration has another text in this version; put the released files back'
    : 'run posthorn migrate';
