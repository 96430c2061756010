import type { Queryable } from '../database.js';
import { DatabaseError } from '../database.errors.js';

/** A setting of the sessions under which what the port reads or writes would be wrong. */
export interface UnsuitableSetting {
  readonly name: string;
  readonly value: string;
  readonly wanted: string;
  /** What it breaks, and the statement that mends it. */
  readonly advice: string;
}

interface Rule {
  readonly name: string;
  readonly wanted: string;
  readonly isRight: (value: string) => boolean;
  readonly breaks: string;
}

/** Each was tried. Clients read times in one form only, and lists are sent with NULL in them. */
const RULES: readonly Rule[] = [
  {
    name: 'DateStyle',
    wanted: 'ISO',
    isRight: (value) => value.startsWith('ISO'),
    breaks: 'times cannot be read',
  },
  { name: 'array_nulls', wanted: 'on', isRight: (value) => value === 'on', breaks: 'outcomes cannot be stored' },
  {
    name: 'extra_float_digits',
    wanted: '1',
    isRight: (value) => Number(value) >= 0,
    breaks: 'times lose their milliseconds, or years',
  },
  {
    name: 'default_transaction_read_only',
    wanted: 'off',
    isRight: (value) => value === 'off',
    breaks: 'nothing can be stored',
  },
];

/** @throws DatabaseError `unsuitable_settings`, with the statements that mend them */
export async function refuseUnsuitableSettings(database: Queryable): Promise<void> {
  const found = await unsuitableSettings(database);
  if (found.length === 0) return;
  const advice = found.map((setting) => setting.advice).join('; ');
  throw new DatabaseError(
    'unsuitable_settings',
    `The settings of Posthorn's connections do not suit it. ${advice}. Then connect anew.`,
  );
}

/**
 * Settings of the role or the database under which Posthorn cannot work, as a connection of this pool has them. Boots
 * refuse them and `posthorn doctor` lists them: on a borrowed pool no setting is changed.
 */
export async function unsuitableSettings(database: Queryable): Promise<readonly UnsuitableSetting[]> {
  const { rows } = await database.query<{ name: string; value: string; role: string }>(
    `select name, setting as value, quote_ident(current_user) as role from pg_settings
     where lower(name) = any (string_to_array($1::text, ','))`,
    [RULES.map(({ name }) => name.toLowerCase()).join()],
  );
  return RULES.flatMap(({ name, wanted, isRight, breaks }) => {
    const found = rows.find((row) => row.name.toLowerCase() === name.toLowerCase());
    if (found === undefined || isRight(found.value)) return [];
    const advice = `With ${name} = '${found.value}' ${breaks}: ALTER ROLE ${found.role} SET ${name} = '${wanted}'`;
    return [{ name, value: found.value, wanted, advice }];
  });
}
