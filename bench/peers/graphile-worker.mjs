// graphile-worker in its fastest documented form: a local queue, batched completion, high concurrency.
import { makeWorkerUtils, run } from 'graphile-worker';
import { createAttemptLog, createPost, eventId, options, report } from './job.mjs';
import pg from 'pg';

const o = options();
const { post, close } = createPost(o);
const log = await createAttemptLog(o.databaseUrl);
const utils = await makeWorkerUtils({ connectionString: o.databaseUrl });
await utils.migrate();
const pool = new pg.Pool({ connectionString: o.databaseUrl, max: 10 });
pool.on('error', () => undefined);
for (let from = 0; from < o.count; from += 5000) {
  const size = Math.min(5000, o.count - from);
  await utils.addJobs(
    Array.from({ length: size }, (_, i) => ({
      identifier: 'deliver',
      payload: { id: eventId(from + i), body: o.body },
    })),
  );
}
const quiet = () => () => undefined;
const { Logger } = await import('graphile-worker');
let done = 0;
let finished;
const all = new Promise((resolve) => {
  finished = resolve;
});
const started = performance.now();
const runner = await run({
  pgPool: pool,
  logger: new Logger(quiet),
  noHandleSignals: true,
  taskList: {
    deliver: async (payload) => {
      await log.record(await post(payload.id, payload.body));
      done += 1;
      if (done === o.count) finished();
    },
  },
  preset: {
    worker: {
      concurrentJobs: Math.max(o.connections, 64) * 4,
      pollInterval: 500,
      localQueue: { size: 1000, refetchDelay: { durationMs: 5, threshold: 0 } },
      completeJobBatchDelay: 0,
      failJobBatchDelay: 0,
    },
  },
});
await all;
const left = async () => Number((await pool.query('select count(*) from graphile_worker._private_jobs')).rows[0].count);
while ((await left()) > 0) await new Promise((resolve) => setTimeout(resolve, 5));
report({ seconds: (performance.now() - started) / 1000, count: done });
await runner.stop();
await Promise.all([utils.release(), close(), log.close()]);
process.exit(0);
