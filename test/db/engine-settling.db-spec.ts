import { describe, expect, it } from '@jest/globals';
import { loadEngineStatements } from '@posthorn/webhooks/engine';
import { onEngineBench } from './engine-hooks.js';
import { CuttableDatabase, type EngineBench, FakeSender, responded } from './engine-support.js';

const { readyList, orderingWebhooks } = loadEngineStatements('posthorn');

describe('what waits for a webhook of which this process knows less than the database', () => {
  let bench: EngineBench;

  onEngineBench((made) => ({ bench } = made));

  /** Runs the engine; does this once, just before it sends that statement: it has looked by then whether anything was changed. */
  const interruptedAt = async (statement: string, sender: FakeSender, work: () => Promise<unknown>): Promise<void> => {
    const database = new CuttableDatabase(bench.database);
    const query = database.query.bind(database);
    const engine = bench.engine(sender, { database });
    await engine.runOnce();
    let done = false;
    database.query = async (text, values) => {
      if (text === statement && !done) {
        done = true;
        await work();
      }
      return query(text, values);
    };
    await engine.runOnce();
    expect(done).toBe(true);
  };

  it('is not ended as that of a deleted webhook when the webhook was just made', async () => {
    await bench.webhook();
    const other = bench.engine(new FakeSender(() => responded(500)));
    await other.runOnce();
    await interruptedAt(readyList, new FakeSender(), async () => {
      await bench.webhook({ url: 'https://receiver.test/new', retry: { schedule: [0, 3600] } });
      await bench.publish([bench.event()]);
      await other.runOnce();
    });
    expect((await bench.deliveries()).map(({ status }) => status)).toEqual(['pending', 'pending']);
  });

  it('is not skipped when the webhook was just enabled', async () => {
    const webhook = await bench.webhook({ retry: { schedule: [0, 3600] } });
    await bench.publish([bench.event()]);
    await bench.engine(new FakeSender(() => responded(500))).runOnce();
    await bench.setWebhook(webhook, "disabled_reason = 'manual'");
    await interruptedAt(readyList, new FakeSender(), async () => {
      await bench.setWebhook(webhook, 'disabled_reason = null');
      await bench.makeDue();
    });
    expect(await bench.deliveries()).not.toMatchObject([{ status: 'skipped' }]);
  });

  it('is not taken out of its line when the webhook was just made', async () => {
    await bench.webhook({ project_id: 'p2', ordering_key: 'user' });
    const other = bench.engine(new FakeSender(() => responded(500)));
    const events = ['p1', 'p1'].map((projectId) => bench.event({ projectId, data: '{"user":1}' }));
    await bench.publish([bench.event({ projectId: 'p2', data: '{"user":1}' })]);
    await other.runOnce();
    await interruptedAt(orderingWebhooks, new FakeSender(() => responded(500)), async () => {
      await bench.webhook({ ordering_key: 'user', retry: { schedule: [0, 3600] } });
      await bench.publish(events);
      await other.runOnce();
    });
    expect((await bench.deliveries()).map(({ failure_reason }) => failure_reason)).not.toContain('webhook_deleted');
  });
});
