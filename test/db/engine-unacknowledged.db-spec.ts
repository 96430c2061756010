import { describe, expect, it } from '@jest/globals';
import type { QueryResult } from '@posthorn/database';
import { loadEngineStatements } from '@posthorn/webhooks/engine';
import { onEngineBench } from './engine-hooks.js';
import {
  away,
  CuttableDatabase,
  type EngineBench,
  eventually,
  FakeSender,
  hangs,
  isFinish,
  responded,
} from './engine-support.js';

const { noteOpen } = loadEngineStatements('posthorn');

describe('a commit whose acknowledgement is lost', () => {
  let bench: EngineBench;

  onEngineBench((made) => ({ bench } = made));

  /** A database that carries out the first statement of this kind, and loses its answer. */
  const losing = (which: (sql: string) => boolean) => {
    const database = new CuttableDatabase(bench.database);
    const query = database.query.bind(database);
    const done = { count: 0 };
    database.query = async <Row>(text: string, values?: readonly unknown[]): Promise<QueryResult<Row>> => {
      const result = await query<Row>(text, values);
      if (which(text) && ++done.count === 1) throw away();
      return result;
    };
    const times = (count: number) =>
      eventually(
        () => Promise.resolve(done.count),
        (seen) => seen >= count,
      );
    return { database, times };
  };

  /** Its event's lease stays open. */
  const neverAnswers = () => bench.webhook({ url: 'https://receiver.test/hangs' });

  it('queues no delivery twice', async () => {
    const waiting = await bench.webhook({ retry: { schedule: [3600] } });
    await neverAnswers();
    await bench.publish([bench.event()]);
    const { database, times } = losing(isFinish);
    bench.engine(new FakeSender(hangs), { database }).start();
    await times(2);
    expect(await bench.rows('select from posthorn.queue where webhook_id = $1', [waiting])).toHaveLength(1);
  });

  it('sends nothing again that was sent meanwhile', async () => {
    await bench.webhook({ retry: { schedule: [0.001] } });
    await neverAnswers();
    await bench.publish([bench.event()]);
    const { database, times } = losing(isFinish);
    const sender = new FakeSender((request, n) =>
      request.url.endsWith('/hangs') ? hangs(request, n) : responded(200),
    );
    const engine = bench.engine(sender, { database });
    engine.start();
    // The lost one, the same again, and the outcome of what was queued.
    await times(3);
    await eventually(
      () => bench.rows('select from posthorn.queue'),
      (rows) => rows.length === 0,
    );
    await engine.stop(0);
    expect(sender.requests.filter(({ url }) => !url.endsWith('/hangs'))).toHaveLength(1);
  });

  it('keeps the answer to an attempt that was shown while it was open', async () => {
    await bench.webhook();
    let answer: () => void = () => undefined;
    const sender = new FakeSender(
      () => new Promise((resolve) => (answer = () => resolve(responded(200, {}, 'thanks')))),
    );
    const { database, times } = losing((sql) => sql === noteOpen);
    bench.engine(sender, { database, options: { delivery: { showOpenAfter: 50 } } }).start();
    await bench.publish([bench.event()]);
    await times(1);
    answer();
    const [attempt] = await eventually(
      () => bench.attempts(),
      (rows) => rows.length === 1,
    );
    expect(attempt).toMatchObject({ outcome: 'success', response_body: 'thanks' });
  });
});
