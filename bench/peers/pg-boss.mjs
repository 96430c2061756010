// pg-boss in its fastest documented form: batches fetched by several workers, insert() for the backlog, one complete()
// for each batch of ids.
import PgBoss from 'pg-boss';
import { createAttemptLog, createPost, eventId, options, report } from './job.mjs';

const o = options();
const { post, close } = createPost(o);
const log = await createAttemptLog(o.databaseUrl);
const boss = new PgBoss({
  connectionString: o.databaseUrl,
  max: 10,
  supervise: false,
  schedule: false,
  noSupervisor: true,
  noScheduling: true,
});
boss.on('error', (error) => console.error(error));
await boss.start();
await boss.createQueue('deliver');
await boss.purgeQueue('deliver');
for (let from = 0; from < o.count; from += 5000) {
  const size = Math.min(5000, o.count - from);
  await boss.insert(
    Array.from({ length: size }, (_, i) => ({ name: 'deliver', data: { id: eventId(from + i), body: o.body } })),
  );
}
const started = performance.now();
let done = 0;
// fetch() and complete() directly rather than work(): work() waits for its polling interval between batches.
const worker = async () => {
  while (done < o.count) {
    const jobs = await boss.fetch('deliver', { batchSize: 500 });
    if (!jobs || jobs.length === 0) return;
    let index = 0;
    const lane = async () => {
      while (index < jobs.length) {
        const job = jobs[index++];
        await log.record(await post(job.data.id, job.data.body));
      }
    };
    await Promise.all(Array.from({ length: o.connections }, () => lane()));
    await boss.complete(
      'deliver',
      jobs.map((job) => job.id),
    );
    done += jobs.length;
  }
};
await Promise.all([worker(), worker(), worker(), worker()]);
report({ seconds: (performance.now() - started) / 1000, count: done });
await boss.stop({ graceful: false });
await Promise.all([close(), log.close()]);
process.exit(0);
