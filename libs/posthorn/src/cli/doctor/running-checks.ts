import { EgressConfigError, EgressGuard } from '@posthorn/egress';
import { quoteIdentifier } from '@posthorn/database';
import { TableChanges } from '@posthorn/table-changes/service';
import { guardOf } from '../egress-variables.js';
import type { Examined, Finding } from './finding.js';

/** The triggers of the tables whose changes are heard: all there, and none switched off. */
export async function checkTriggers({ database, schema }: Examined): Promise<Finding> {
  const check = 'triggers';
  const tables = await new TableChanges(database, { schema }).list();
  const of = (state: string): string[] =>
    tables.filter((each) => each.state === state).map((each) => `${each.schema}.${each.table}`);
  const { rows: off } = await database.query<{ name: string }>(
    `select distinct tgrelid::regclass::text as name from pg_trigger
     where tgname in ('posthorn_insert', 'posthorn_update', 'posthorn_delete') and tgenabled = 'D'`,
  );
  const [installed, pending, missing] = [of('installed'), of('pending'), of('missing')];
  if (off.length > 0) {
    const names = off.map(({ name }) => name);
    return {
      check,
      ok: false,
      detail: `triggers of ${names.join(', ')} are switched off: changes there are not heard`,
      advice: names.map((name) => `ALTER TABLE ${name} ENABLE TRIGGER USER;`).join(' '),
    };
  }
  if (pending.length > 0) {
    return {
      check,
      ok: false,
      detail: `triggers are not all installed on ${pending.join(', ')}`,
      advice:
        'A running dispatcher installs them within seconds, once nobody holds these tables in a long transaction.',
    };
  }
  if (missing.length > 0) {
    return {
      check,
      ok: null,
      detail: `webhooks name tables that do not exist: ${missing.join(', ')}`,
      advice: 'They are heard when they appear; look at the spelling otherwise.',
    };
  }
  const detail = installed.length === 0 ? 'no table is watched' : `triggers are in place on ${installed.length} tables`;
  return { check, ok: true, detail };
}

/** Whether anybody delivers. */
export async function checkDispatchers({ database, schema }: Examined): Promise<Finding> {
  const check = 'dispatchers';
  const s = quoteIdentifier(schema);
  const { rows } = await database.query<{ alive: number; waiting: number }>(
    `select (select count(*)::integer from ${s}.processes where expires_at > now()) as alive,
       (select count(*)::integer from (select from ${s}.outbox limit 10000) o) as waiting`,
  );
  const { alive = 0, waiting = 0 } = rows[0] ?? {};
  const events = `${waiting === 10_000 ? 'at least ' : ''}${waiting} ${waiting === 1 ? 'event waits' : 'events wait'}`;
  if (alive > 0)
    return { check, ok: true, detail: `${alive} ${alive === 1 ? 'process delivers' : 'processes deliver'}, ${events}` };
  return {
    check,
    ok: waiting > 0 ? false : null,
    detail: `no process delivers, ${events}`,
    advice: 'Start the application with its dispatcher, or posthorn start.',
  };
}

/** Distinct hosts that are looked at. */
const MAX_DESTINATIONS = 20;

/** Asks the guard about the destinations of the webhooks: it resolves their names as deliveries do, and connects to none. */
export async function checkEgress(
  { database, schema }: Examined,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Finding> {
  const check = 'egress';
  let guard: EgressGuard;
  try {
    guard = new EgressGuard(guardOf(environment));
  } catch (error) {
    if (!(error instanceof EgressConfigError)) throw error;
    return {
      check,
      ok: false,
      detail: `POSTHORN_EGRESS_ALLOW: ${error.message}`,
      advice: 'It is a comma list of CIDRs.',
    };
  }
  const { rows } = await database.query<{ url: string }>(
    `select min(url) as url from ${quoteIdentifier(schema)}.webhooks
     where deleted_at is null and disabled_reason is null and not paused
     group by split_part(url, '/', 3) order by max(created_at) desc limit ${MAX_DESTINATIONS}`,
  );
  const problems: string[] = [];
  for (const { url } of rows) {
    const verdict = await guard.checkDestination(url);
    const host = URL.canParse(url) ? new URL(url).host : 'a URL that is none';
    if (!verdict.ok) problems.push(`${host} is refused: ${verdict.message}`);
    else if (!verdict.resolved) problems.push(`${host} does not resolve`);
  }
  if (rows.length === 0) return { check, ok: true, detail: 'no webhook is active, so no destination was looked at' };
  if (problems.length === 0)
    return { check, ok: true, detail: `the hosts of ${rows.length} destinations resolve and may be reached` };
  return {
    check,
    ok: false,
    detail: problems.join('\n  '),
    advice:
      'POSTHORN_EGRESS_ALLOW (delivery.allowedAddresses) opens addresses that are not public. Where no name resolves, ' +
      'look at the name servers of this machine.',
  };
}
