// BullMQ in its fastest documented form: addBulk, one worker with high concurrency, finished jobs removed at once.
// Redis does not share the transaction of the business data; the attempt log is the same PostgreSQL table.
import { Queue, Worker } from 'bullmq';
import { createAttemptLog, createPost, eventId, options, report } from './job.mjs';

const o = options();
const { post, close } = createPost(o);
const log = await createAttemptLog(o.databaseUrl);
const connection = { ...o.redis, maxRetriesPerRequest: null };
const queue = new Queue('deliver', { connection });
await queue.obliterate({ force: true }).catch(() => undefined);
for (let from = 0; from < o.count; from += 5000) {
  const size = Math.min(5000, o.count - from);
  await queue.addBulk(
    Array.from({ length: size }, (_, i) => ({
      name: 'deliver',
      data: { id: eventId(from + i), body: o.body },
      opts: { removeOnComplete: true, removeOnFail: true },
    })),
  );
}
let done = 0;
let finished;
const all = new Promise((resolve) => {
  finished = resolve;
});
const started = performance.now();
const worker = new Worker(
  'deliver',
  async (job) => {
    await log.record(await post(job.data.id, job.data.body));
  },
  { connection, concurrency: Math.max(o.connections, 64) * 4 },
);
worker.on('completed', () => {
  done += 1;
  if (done === o.count) finished();
});
await all;
report({ seconds: (performance.now() - started) / 1000, count: done });
await worker.close(true);
await queue.close();
await Promise.all([close(), log.close()]);
process.exit(0);
