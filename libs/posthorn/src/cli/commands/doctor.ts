import { DatabaseError } from '@posthorn/database';
import { EXIT } from '../cli.errors.js';
import type { Command, Invocation } from '../command.js';
import { databaseChecks } from '../doctor/database-checks.js';
import { checkEncryptionKeys } from '../doctor/encryption-keys.js';
import type { Finding } from '../doctor/finding.js';
import { openTarget, TARGET_OPTIONS } from '../target.js';
import type { Terminal } from '../terminal.js';

export const doctor: Command = {
  name: 'doctor',
  summary: 'look for what would keep deliveries from working',
  description: [
    'Looks at the database (reachable, version, isolation, migrations, clock, notifications) and at the form of the',
    'encryption keys, changes nothing, and says what to do. Exits with 1 when something is wrong.',
  ].join('\n'),
  options: TARGET_OPTIONS,
  run: async (invocation) => {
    const { terminal } = invocation;
    const findings: Finding[] = [];
    for await (const finding of examine(invocation)) {
      findings.push(finding);
      show(finding, terminal);
    }
    const healthy = findings.every(({ ok }) => ok !== false);
    terminal.result({ healthy, findings });
    return healthy ? EXIT.ok : EXIT.failed;
  },
};

async function* examine(invocation: Invocation): AsyncGenerator<Finding> {
  yield checkEncryptionKeys(invocation.environment['POSTHORN_ENCRYPTION_KEYS']);
  let target;
  try {
    target = await openTarget(invocation);
  } catch (error) {
    // A command line that is wrong is no finding.
    if (!(error instanceof DatabaseError)) throw error;
    yield { check: 'database', ok: false, detail: error.message, advice: 'The other checks need it.' };
    return;
  }
  try {
    yield { check: 'database', ok: true, detail: 'the database answers' };
    for (const check of databaseChecks) yield await check(target);
  } finally {
    await target.close();
  }
}

function show({ ok, detail, advice }: Finding, terminal: Terminal): void {
  const mark = ok === null ? terminal.open(detail) : ok ? terminal.good(detail) : terminal.bad(detail);
  terminal.line(advice === undefined ? mark : `${mark}\n  ${advice}`);
}
