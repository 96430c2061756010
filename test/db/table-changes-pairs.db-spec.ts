import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TableBench } from './table-changes-support.js';

/**
 * Old and new rows are paired by their position in the transition tables. PostgreSQL's own row triggers, which get each
 * pair from the executor, say whether that is right: they write down what they see of the same statements.
 */
describe('the pairs of changed rows', () => {
  let bench: TableBench;

  beforeAll(async () => {
    bench = await TableBench.create();
    await bench.run(`create table seen (verb text, old json, new json);
      create function see() returns trigger language plpgsql as $$ begin
        if tg_op = 'INSERT' then insert into seen values ('created', null, to_json(new));
        elsif tg_op = 'DELETE' then insert into seen values ('deleted', null, to_json(old));
        else insert into seen values ('updated', to_json(old), to_json(new)); end if;
        return null;
      end $$;
      create function swallow() returns trigger language plpgsql as $$ begin
        if new.v % 7 = 0 then return null; end if;
        if new.v % 5 = 0 then new.v := new.v + 1; end if;
        return new;
      end $$`);
    const changes = await bench.changes({ tables: ['public.loose', 'public.keyed'] });
    for (const [name, key] of [
      ['loose', ''],
      ['keyed', 'primary key'],
    ]) {
      await bench.run(`create table ${name} (id integer ${key}, v integer, w text);
        create trigger see after insert or update or delete on ${name} for each row execute function see();
        create trigger swallow before update on ${name} for each row execute function swallow()`);
      await changes.watch(`public.${name}`);
    }
  });
  afterAll(() => bench.base.drop());

  const small = fc.integer({ min: 1, max: 9 });
  const statements = fc.oneof(
    fc.tuple(small, small).map(([k, m]) => `update loose set v = v + ${k} where v % ${m} = 0`),
    fc.tuple(small).map(([k]) => `update loose set id = ${k * 10} - id, w = w || '.'`),
    fc.tuple(small).map(([k]) => `update loose f set v = g.v * 3 from loose g where g.id = f.id + ${k}`),
    fc.tuple(small).map(([k]) => `delete from loose where id % 9 = ${k}`),
    fc.tuple(small).map(([k]) => `insert into loose select i, i * ${k}, 'n' from generate_series(1, ${k * 5}) i`),
    fc.tuple(small, small).map(
      ([k, m]) => `with a as (update loose set v = v + 1 where id = ${k} returning id)
        update keyed set v = keyed.v + 1 where keyed.id % ${m} = (select count(*) % ${m} from a)`,
    ),
    fc.tuple(small, small).map(
      ([k, m]) => `insert into keyed select i, i * ${m}, 'c' from generate_series(${k}, ${k * m}) i
        on conflict (id) do update set v = keyed.v + excluded.v, w = 'conflict'`,
    ),
    fc.tuple(small).map(
      ([k]) => `merge into keyed t using generate_series(1, ${k * 4}) s(i) on t.id = s.i
        when matched and s.i % 3 = 0 then delete
        when matched then update set v = t.v + s.i
        when not matched then insert values (s.i, ${k}, 'm')`,
    ),
  );

  const told = async (): Promise<string[]> =>
    (await bench.take()).map(({ type, record, old }) => line(type.slice(type.indexOf('.') + 1), old, record));
  const seen = async (): Promise<string[]> => {
    const { rows } = await bench.run('with s as (delete from seen returning *) select * from s');
    return (rows as { verb: string; old: object | null; new: object }[])
      .filter((row) => row.verb !== 'updated' || JSON.stringify(row.old) !== JSON.stringify(row.new))
      .map((row) => line(row.verb, row.old, row.new));
  };
  const line = (verb: string, old: unknown, row: unknown): string => JSON.stringify([verb, old, row]);

  it('are those that row triggers see, whatever the statement', async () => {
    let changed = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(statements, { minLength: 1, maxLength: 8 }), async (script) => {
        for (const statement of script) {
          await bench.run(statement);
          const expected = await seen();
          changed += expected.length;
          expect([statement, (await told()).sort()]).toEqual([statement, expected.sort()]);
        }
        await bench.run('delete from loose where id % 2 = 0');
        await seen();
        await told();
      }),
      { numRuns: 25 },
    );
    expect(changed).toBeGreaterThan(100);
  });
});
