import { describe, expect } from '@jest/globals';
import { byForm, report, seconds } from './support/figures.js';
import { scenario } from './support/scenario.js';
import { PATIENCE, until } from './support/until.js';

const INTERVAL = 1000;

interface Tick {
  readonly who: string;
  readonly at: number;
}

describe('the housekeeping of several processes', () => {
  scenario('is done once per tick, whichever of them wins, and goes on when the winner is killed', async (arena) => {
    // The server's own record of who has begun a tick, and when: by the clock that the claim of a tick reads.
    await arena.rows('create table tick_log (who text not null, at timestamptz not null)');
    await arena.rows(`create function note_tick() returns trigger language plpgsql as $$ begin
      insert into tick_log values (current_setting('application_name'), now()); return null; end $$`);
    await arena.rows(`create trigger note_tick after insert or update on posthorn.ticks
      for each row when (new.name = 'housekeeping') execute function note_tick()`);
    const ticks = () =>
      arena.rows<Tick>('select who, (extract(epoch from at) * 1000)::float8 as at from tick_log order by tick_log.at');
    const names = ['keeper-1', 'keeper-2', 'keeper-3'];
    const workers = await Promise.all(
      names.map((applicationName) => arena.worker({ applicationName, housekeeping: INTERVAL })),
    );
    const rounds = byForm(4, 12);
    await until('it was done a few times', PATIENCE, async () => (await ticks()).length >= rounds);
    const winner = (await ticks()).at(-1)?.who ?? '';
    await arena.kill(workers[names.indexOf(winner)]!);
    const before = (await ticks()).length;
    await until('it goes on', PATIENCE, async () => (await ticks()).length >= before + rounds);
    const all = await ticks();
    expect(all.slice(before).map(({ who }) => who)).not.toContain(winner);
    const gaps = all.slice(1).map(({ at }, index) => at - all[index]!.at);
    // Nine tenths of the interval, and what is lost of a microsecond.
    expect(Math.min(...gaps)).toBeGreaterThan(INTERVAL * 0.9 - 1);
    report('housekeeping of three processes', {
      ticks: all.length,
      processes: new Set(all.map(({ who }) => who)).size,
      'shortest gap': seconds(Math.min(...gaps)),
      'longest gap, with a winner killed': seconds(Math.max(...gaps)),
    });
  });
});
