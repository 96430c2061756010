import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, jest } from '@jest/globals';
import { createTestDatabase } from '../support/index.js';
import type { Arena } from './support/arena.js';
import type { Child } from './support/child.js';
import { byForm, report, seconds } from './support/figures.js';
import { scenario } from './support/scenario.js';
import { pause } from './support/until.js';

jest.setTimeout(300_000);

const TOKEN = 'the-admin-token-of-the-fault-tests';
/** Slots of a dispatcher by default, and what may be answered and not stored yet. */
const IN_FLIGHT = 64 + 100;

/** Customers that create users over the REST API of whichever process is up, and remember which it acknowledged. */
class Customers {
  readonly acknowledged = new Set<string>();
  /** Where the application answers now. */
  url = '';
  private going = true;
  private readonly work: Promise<void>[];

  constructor(private readonly project: string) {
    this.work = Array.from({ length: 4 }, () => this.go());
  }

  async stop(): Promise<void> {
    this.going = false;
    await Promise.all(this.work);
  }

  private async go(): Promise<void> {
    while (this.going) {
      const name = randomUUID();
      const status = await post(this.url, '/v1/users', {
        project_id: this.project,
        name,
        email: `${name}@example.com`,
      }).then(
        (answer) => answer.status,
        () => 0,
      );
      if (status === 201) this.acknowledged.add(name);
      await pause(status === 201 ? 40 : 100);
    }
  }
}

/** On a connection of its own: one that is kept would make the server wait for the client at its stop. */
function post(url: string, path: string, body: object): Promise<{ status: number; json: Record<string, string> }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
    const sent = request(`${url}${path}`, { method: 'POST', headers, agent: false, timeout: 5000 }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, json: JSON.parse(text) }));
      answer.on('error', reject);
    });
    sent.on('timeout', () => sent.destroy(new Error('No answer')));
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}

describe('the whole application, API and dispatcher in one process', () => {
  scenario(
    'dies and is stopped under load: no acknowledged user goes unheard, and SIGTERM ends it with 0',
    async (arena) => {
      const folder = mkdtempSync(join(tmpdir(), 'posthorn-faults-application-'));
      try {
        await killAgainAndAgain(arena, folder);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    () => createTestDatabase({ migrate: false }),
  );

  async function killAgainAndAgain(arena: Arena, folder: string): Promise<void> {
    const key = randomBytes(32).toString('base64');
    const start = (): Promise<Child> =>
      arena.application({
        PORT: '0',
        HOME: folder,
        POSTHORN_ADMIN_TOKEN: TOKEN,
        POSTHORN_ENCRYPTION_KEYS: key,
        POSTHORN_EGRESS_ALLOW: '127.0.0.1/32',
        POSTHORN_LEASE_SECONDS: '3',
        POSTHORN_STATE_DIR: folder,
      });
    const urlOf = async (app: Child): Promise<string> => String((await app.says('url'))['url']);
    let app = await start();
    const project = (await post(await urlOf(app), '/v1/projects', { name: 'Shop' })).json['id'] ?? '';
    const webhook = { project_id: project, url: arena.receiver.url('/ok/users'), events: ['user.created'] };
    expect((await post(await urlOf(app), '/v1/webhooks', webhook)).status).toBe(201);
    arena.expects('select name as id from users', '/ok/users');
    const customers = new Customers(project);
    customers.url = await urlOf(app);
    const kills = byForm(0, 8);
    for (let i = 0; i < kills; i++) {
      await pause(2000);
      await arena.kill(app);
      app = await start();
      customers.url = await urlOf(app);
    }
    const lastStart = Date.now();
    await pause(2000);
    const duplicatesBefore = (await arena.finished(60_000)).duplicates;
    expect(duplicatesBefore).toBeLessThanOrEqual(kills * IN_FLIGHT);

    const startedAt = performance.now();
    app.signal('SIGTERM');
    expect(await app.ended()).toBe(0);
    const stop = performance.now() - startedAt;
    await start();
    await customers.stop();
    const { lost, duplicates, phantoms, delivered, lastAt } = await arena.finished(60_000);
    const rows = await arena.orders();
    expect([...customers.acknowledged].filter((name) => !rows.has(name))).toEqual([]);
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
