import { describe, expect, it } from '@jest/globals';
import { BASE_PACKAGES } from './support/base-packages.js';
import { hostCases } from './support/host-cases.js';

describe('two applications in one process', () => {
  hostCases({ app: 'two', packages: BASE_PACKAGES }, ({ host, database, receiver }) => {
    it('keep their webhooks and events apart: each delivers its own, once', async () => {
      const before = receiver().requests.length;
      const [first, second] = host().urls;
      const events = ['order.placed'];
      // The first has a webhook already.
      await host().call('POST', `${second}/hooks/webhooks`, { url: receiver().url, events });
      await host().call('POST', `${first}/orders`, { id: 'of_first' });
      await host().call('POST', `${second}/orders`, { id: 'of_second' });
      const requests = (await receiver().received(before + 2)).slice(before);
      const ids = requests.map(({ body }) => (JSON.parse(body.toString()) as { data: { id: string } }).data.id);
      expect([...ids].sort()).toEqual(['of_first', 'of_second']);
      const { rows } = await database().pool.query('select count(*)::int as n from posthorn_second.events');
      expect(rows).toEqual([{ n: 1 }]);
    });
  });
});
