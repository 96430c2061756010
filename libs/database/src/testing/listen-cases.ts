import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, newId, rejectsWith } from './contract-tools.js';
import type { SubjectCase } from './query-cases.js';

const notify = 'select pg_notify($1, $2)';

export const listenCases: readonly SubjectCase[] = [
  {
    name: 'a listener hears what is notified on its channel, and nothing after close',
    run: async ({ database }) => {
      if (database.listen === undefined) return;
      const channel = `Contract "${newId().slice(0, 8)}"`;
      const heard: string[] = [];
      let connected = 0;
      const listening = await database.listen(channel, {
        onNotification: (payload) => heard.push(payload),
        onConnected: () => (connected += 1),
      });
      try {
        assert.equal(connected, 1);
        await database.query(notify, ['another channel', 'x']);
        await database.query(notify, [channel, 'a']);
        await database.query(notify, [channel, '']);
        await eventually('both notifications', () => heard.length === 2);
        assert.deepEqual(heard, ['a', '']);
      } finally {
        await listening.close();
      }
      await database.query(notify, [channel, 'late']);
      await sleep(30);
      assert.equal(heard.length, 2);
      await listening.close();
    },
  },
  {
    name: 'a channel name that PostgreSQL would cut is refused',
    run: async ({ database }) => {
      if (database.listen === undefined) return;
      const listen = database.listen.bind(database);
      for (const wrong of ['', 'x'.repeat(64), 'ü'.repeat(32)]) {
        await rejectsWith('invalid_identifier', () => listen(wrong, { onNotification: () => undefined }));
      }
    },
  },
];
