import { randomUUID } from 'node:crypto';
import { describe, expect } from '@jest/globals';
import { createTestDatabase } from '../support/index.js';
import { Application } from './support/application.js';
import type { Arena } from './support/arena.js';
import { byForm, report, seconds } from './support/figures.js';
import { scenario } from './support/scenario.js';
import { PATIENCE, pause, until } from './support/until.js';

/** On busy cores a process may be too slow to renew a short lease, and only a killed one has to lose its own here. */
const LEASE_SECONDS = byForm(60, 8);
/** Slots of a dispatcher by default, and what may be answered and not stored yet. */
const IN_FLIGHT = 64 + 100;

/** Customers that create users over the REST API of whichever process is up, and remember which it acknowledged. */
class Customers {
  readonly acknowledged = new Set<string>();
  private going = true;
  private readonly work: Promise<void>[];

  constructor(
    private readonly app: Application,
    private readonly project: string,
  ) {
    this.work = Array.from({ length: 4 }, () => this.go());
  }

  async stop(): Promise<void> {
    this.going = false;
    await Promise.all(this.work);
  }

  private async go(): Promise<void> {
    while (this.going) {
      const name = randomUUID();
      const user = { project_id: this.project, name, email: `${name}@example.com` };
      const status = await this.app.call('POST', '/v1/users', user).then(
        (answer) => answer.status,
        () => 0,
      );
      if (status === 201) this.acknowledged.add(name);
      await pause(status === 201 ? 40 : 100);
    }
  }
}

describe('the whole application, API and dispatcher in one process', () => {
  scenario(
    'dies and is stopped under load: no acknowledged user goes unheard, and SIGTERM ends it with 0',
    async (arena) => {
      const app = new Application(arena, LEASE_SECONDS);
      try {
        await killAgainAndAgain(arena, app);
      } finally {
        app.close();
      }
    },
    () => createTestDatabase({ migrate: false }),
  );

  async function killAgainAndAgain(arena: Arena, app: Application): Promise<void> {
    await app.start();
    const project = (await app.call('POST', '/v1/projects', { name: 'Shop' })).json['id'] ?? '';
    const webhook = { project_id: project, url: arena.receiver.url('/ok/users'), events: ['user.created'] };
    expect((await app.call('POST', '/v1/webhooks', webhook)).status).toBe(201);
    arena.expects('select name as id from users', '/ok/users');
    const first = new Customers(app, project);
    const kills = byForm(0, 8);
    for (let i = 0; i < kills; i++) {
      await pause(2000);
      await app.killAndStart();
    }
    const lastStart = Date.now();
    await pause(2000);
    // Nobody comes while it is looked at: under load there may be no moment at which everything is delivered.
    await first.stop();
    const duplicatesBefore = (await arena.finished()).duplicates;
    expect(duplicatesBefore).toBeLessThanOrEqual(kills * IN_FLIGHT);

    const customers = new Customers(app, project);
    await until('customers come again', PATIENCE, () => customers.acknowledged.size > 20);
    const startedAt = performance.now();
    app.child.signal('SIGTERM');
    expect(await app.child.ended()).toBe(0);
    const stop = performance.now() - startedAt;
    await app.start();
    await customers.stop();
    const { lost, duplicates, phantoms, delivered, lastAt } = await arena.finished();
    const rows = await arena.orders();
    expect([...first.acknowledged, ...customers.acknowledged].filter((name) => !rows.has(name))).toEqual([]);
    // The graceful stop adds none.
    expect({ lost, phantoms, duplicates }).toEqual({ lost: 0, phantoms: 0, duplicates: duplicatesBefore });
    report('the whole application, kill -9 and SIGTERM under load', {
      kills,
      deliveries: delivered,
      lost,
      duplicates: `${duplicates} (at most ${kills * IN_FLIGHT})`,
      'SIGTERM under load': `exit 0 in ${seconds(stop)}`,
      'last delivery after the last kill': seconds(lastAt - lastStart),
    });
  }
});
