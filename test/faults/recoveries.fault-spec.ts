import { randomUUID } from 'node:crypto';
import { describe, expect } from '@jest/globals';
import { createTestDatabase } from '../support/index.js';
import { Application } from './support/application.js';
import type { Arena } from './support/arena.js';
import { byForm, report, seconds } from './support/figures.js';
import { scenario } from './support/scenario.js';
import { PATIENCE, until } from './support/until.js';

const PATH = '/ok/recovered';
/** Per second: three seconds' worth is queued ahead, so that most of the job is still to come when its process dies. */
const RATE = 8;
/** Nobody is to lose a lease here but by being killed, however busy the machine is. */
const LEASE_SECONDS = 8;
/** Slots of a dispatcher by default, and what may be answered and not stored yet. */
const IN_FLIGHT = 64 + 100;

describe('a recovery job', () => {
  scenario(
    'goes on where its process was killed, and sends nothing twice',
    async (arena) => {
      const app = new Application(arena, LEASE_SECONDS);
      try {
        await recoverThroughKills(arena, app);
      } finally {
        app.close();
      }
    },
    () => createTestDatabase({ migrate: false }),
  );

  async function recoverThroughKills(arena: Arena, app: Application): Promise<void> {
    await app.start();
    const project = String((await app.call('POST', '/v1/projects', { name: 'Shop' })).json['id']);
    const webhook = { project_id: project, url: arena.receiver.url(PATH), events: ['user.created'] };
    const id = String((await app.call('POST', '/v1/webhooks', webhook)).json['id']);
    expect((await app.call('POST', `/v1/webhooks/${id}/pause`)).status).toBe(200);
    const users = byForm(60, 240);
    for (let i = 0; i < users; i++) {
      const name = randomUUID();
      const user = { project_id: project, name, email: `${name}@example.com` };
      expect((await app.call('POST', '/v1/users', user)).status).toBe(201);
    }
    arena.expects('select name as id from users', PATH);
    await until('every user was skipped', PATIENCE, async () => {
      const rows = await arena.rows("select from posthorn.deliveries where status = 'skipped'");
      return rows.length === users;
    });
    expect((await app.call('POST', `/v1/webhooks/${id}/resume`)).status).toBe(200);
    const begun = await app.call('POST', `/v1/webhooks/${id}/recover`, {
      since: '2020-01-01T00:00:00Z',
      rate_per_second: RATE,
    });
    expect(begun.json).toMatchObject({ found: users });
    const job = async () => (await app.call('GET', `/v1/recoveries/${String(begun.json['id'])}`)).json;

    const received = () => arena.receiver.log().filter(({ kind, path }) => kind === 'a' && path === PATH).length;
    const kills = byForm(2, 4);
    const progress: number[] = [];
    let lastStart = 0;
    for (let kill = 1; kill <= kills; kill++) {
      await until('it is under way', PATIENCE, () => received() >= (users * kill) / (kills + 4), 10);
      // Nobody takes it on until it has been asked how far it is: a machine that takes its time would find it completed.
      const holder = await arena.database.pool.connect();
      try {
        await holder.query('begin');
        await holder.query('select from posthorn.recoveries for update');
        await app.killAndStart();
        lastStart = Date.now();
        const { status, queued } = await job();
        expect(status).toBe('running');
        progress.push(queued);
      } finally {
        await holder.query('rollback');
        holder.release();
      }
    }
    await until('it is completed', PATIENCE, async () => (await job())['status'] === 'completed');
    const { lost, duplicates, phantoms, lastAt } = await arena.finished();
    expect({ lost, phantoms }).toEqual({ lost: 0, phantoms: 0 });
    expect(duplicates).toBeLessThanOrEqual(kills * IN_FLIGHT);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress[0]).toBeGreaterThan(0);
    expect(progress.at(-1)).toBeLessThan(users);
    expect(await job()).toMatchObject({ queued: users, expired: 0, outcomes: { success: users } });
    // One delivery for each event, whatever was killed: what came twice was in flight, and has the same delivery id.
    const requests = arena.receiver.log().filter(({ kind, path }) => kind === 'r' && path === PATH);
    expect(new Set(requests.map(({ delivery }) => delivery)).size).toBe(users);
    expect(requests.length).toBe(users + duplicates);
    report('kill -9 in the middle of a recovery', {
      kills,
      'to send again': users,
      'queued at each restart': progress.join(' / '),
      lost,
      duplicates,
      'completed after the last kill': seconds(Math.max(0, lastAt - lastStart)),
    });
  }
});
