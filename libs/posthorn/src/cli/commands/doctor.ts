import { DatabaseError } from '@posthorn/database';
import { EXIT } from '../cli.errors.js';
import type { Command, Invocation } from '../command.js';
import { databaseChecks } from '../doctor/database-checks.js';
import type { Finding } from '../doctor/finding.js';
import { checkPooler } from '../doctor/pooler.js';
import { givenKeys, KEYS_OPTION } from '../encryption-keys.js';
import { openTarget, TARGET_OPTIONS } from '../target.js';
import type { Terminal } from '../terminal.js';

export const doctor: Command = {
  name: 'doctor',
  group: 'database',
  summary: 'look for what would keep deliveries from working',
  description: [
    'Looks at the database (reachable, version, isolation, migrations, clock, notifications, poolers), at the encryption',
    'keys and whether they open what is sealed, at the triggers of watched tables, at who delivers, and at whether the',
    'destinations of webhooks resolve and may be reached, with POSTHORN_EGRESS_ALLOW and POSTHORN_ALLOW_HTTP as the',
    'application reads them. Changes nothing, connects to no receiver, and says what to do.',
    'Exits with 1 when something is wrong. • marks what could not be looked at, or is only worth knowing.',
  ].join('\n'),
  options: { ...TARGET_OPTIONS, ...KEYS_OPTION },
  examples: [
    ['posthorn doctor', 'with the environment of the application'],
    ['posthorn doctor --json | jq .findings', 'for a machine'],
  ],
  run: async (invocation) => {
    const { terminal } = invocation;
    const findings: Finding[] = [];
    for await (const finding of examine(invocation)) {
      findings.push(finding);
      show(finding, terminal);
    }
    const wrong = findings.filter(({ ok }) => ok === false).length;
    terminal.line();
    terminal.line(
      wrong === 0
        ? terminal.green('in order')
        : terminal.red(`${wrong} of ${findings.length} checks found something wrong`),
    );
    terminal.result({ healthy: wrong === 0, findings });
    return wrong === 0 ? EXIT.ok : EXIT.failed;
  },
};

async function* examine(invocation: Invocation): AsyncGenerator<Finding> {
  const { environment } = invocation;
  const { checkEncryptionKeys, checkSealedValues } = await import('../doctor/encryption-keys.js');
  const { checkDispatchers, checkEgress, checkTriggers } = await import('../doctor/running-checks.js');
  const keys = await givenKeys(invocation);
  yield checkEncryptionKeys(keys);
  let target;
  try {
    target = await openTarget(invocation);
  } catch (error) {
    // A command line that is wrong is no finding.
    if (!(error instanceof DatabaseError)) throw error;
    const { cause } = error;
    const reason = cause instanceof Error && cause.message !== '' ? ` (${cause.message})` : '';
    yield { check: 'database', ok: false, detail: `${error.message}${reason}`, advice: 'The other checks need it.' };
    return;
  }
  try {
    yield { check: 'database', ok: true, detail: 'the database answers' };
    let current = false;
    for (const check of databaseChecks) {
      const finding = await check(target);
      if (finding.check === 'migrations') current = finding.ok === true;
      yield finding;
      // The others read the tables.
      if (finding.check === 'rights' && finding.ok === false) return;
    }
    yield await checkPooler(target.url);
    // The others ask tables that an old schema may not have.
    if (!current) return;
    yield await checkSealedValues(target, keys);
    yield await checkTriggers(target);
    yield await checkDispatchers(target);
    yield await checkEgress(target, environment);
  } finally {
    await target.close();
  }
}

function show({ ok, detail, advice }: Finding, terminal: Terminal): void {
  const mark = ok === null ? terminal.open(detail) : ok ? terminal.good(detail) : terminal.bad(detail);
  terminal.line(advice === undefined ? mark : `${mark}\n  ${terminal.dim(advice)}`);
}
