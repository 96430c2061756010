import pg from 'pg';
import { compiled, peer, runProgram, startProgram } from './support/child.js';
import { startBenchServer } from './support/bench-database.js';
import { makeWebhooks, PAYLOAD, SECRET, storeEvents } from './support/fixtures.js';

const count = Number(process.argv[2] ?? 50000);
const server = await startBenchServer();
const receiver = await startProgram(compiled('support/receiver'), {});
const url = `http://127.0.0.1:${receiver.hello['port']}/hook`;
try {
  for (let round = 0; round < 2; round++) {
    const bare = await runProgram<{ seconds: number }>(peer('bare'), { receiver: url, count, connections: 64, body: PAYLOAD, secret: SECRET });
    console.log('bare', Math.round(count / bare.seconds));
    const databaseUrl = await server.posthorn('drain');
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
    await makeWebhooks(pool, { count: 1, url: () => url });
    await storeEvents(pool, count);
    await pool.query('vacuum analyze').catch(() => undefined);
    const ours = await runProgram<{ seconds: number }>(compiled('workers/drain'), { databaseUrl, count });
    console.log('posthorn', JSON.stringify(ours), Math.round(count / ours.seconds), (bare.seconds / ours.seconds).toFixed(2));
    await pool.end();
  }
} finally {
  await receiver.stop();
  await server.stop();
}
