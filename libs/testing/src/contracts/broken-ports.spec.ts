import { describe, expect, it } from '@jest/globals';
import type { OutboundRequest } from '@posthorn/egress';
import type { SecretBox } from '@posthorn/webhooks';
import { FakeReceiver } from '../receiver/fake-receiver.js';
import type { FakeAnswer } from '../sender/answers.js';
import { RecordingSender } from '../sender/recording-sender.js';
import { clockContract } from './clock-contract.js';
import type { ContractCase } from './contract-case.js';
import { idsContract } from './ids-contract.js';
import { replayStoreContract } from './replay-store-contract.js';
import { secretBoxContract } from './secret-box-contract.js';
import { senderContract } from './sender-contract.js';

/** Names of the cases that a subject does not pass. */
async function broken(cases: readonly ContractCase[]): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run } of cases) await run().catch(() => failed.push(name));
  return failed;
}

describe('the contract suites', () => {
  it('find a clock that goes back, and one that hands out its own moment', async () => {
    let time = 1e12;
    expect(await broken(clockContract(() => ({ now: () => new Date((time -= 1)) })))).toEqual([
      'a clock does not go back',
    ]);
    const own = new Date();
    expect(await broken(clockContract(() => ({ now: () => own })))).toEqual([
      'a moment belongs to whoever asked: changing it does not change the clock',
    ]);
  });

  it('find ids that are none, and that repeat themselves', async () => {
    expect(await broken(idsContract(() => () => 'evt_1'))).toHaveLength(2);
    const constant = '0190b8f0-1234-7abc-8def-0123456789ab';
    expect(await broken(idsContract(() => () => constant))).toEqual(['no id is given twice']);
  });

  it('find sealing that does not seal, or does not bind to the row', async () => {
    const plain: SecretBox = { seal: (text) => Buffer.from(text), open: (sealed) => Buffer.from(sealed).toString() };
    expect(await broken(secretBoxContract(() => plain))).toHaveLength(4);
  });

  it('find a store that forgets, and one that never lets go', async () => {
    const claim = { done: () => Promise.resolve(), release: () => Promise.resolve() };
    expect(await broken(replayStoreContract(() => ({ claim: () => Promise.resolve(claim) })))).toHaveLength(4);
    expect(await broken(replayStoreContract(() => ({ claim: () => Promise.resolve('busy') })))).toHaveLength(5);
  });

  it('find a sender that changes what it sends, and one that rejects', async () => {
    const subject = (
      send: (inner: RecordingSender, request: OutboundRequest) => ReturnType<RecordingSender['send']>,
    ) => {
      const receiver = new FakeReceiver();
      const inner = new RecordingSender().route(receiver.url, receiver);
      return Promise.resolve({
        sender: { send: (request: OutboundRequest) => send(inner, request), close: () => inner.close() },
        url: receiver.url,
        answers: (...answers: readonly FakeAnswer[]) => receiver.answers(...answers),
        received: () => receiver.receptions.map(({ body }) => ({ headers: { 'x-posthorn-event': 'evt_1' }, body })),
        end: () => Promise.resolve(),
      });
    };
    const escaping = senderContract(() =>
      subject((inner, request) => inner.send({ ...request, body: JSON.stringify(JSON.parse(request.body)) })),
    );
    expect(await broken(escaping)).toEqual(['the receiver gets the headers and exactly the text of the body']);
    const rejecting = senderContract(() => subject(() => Promise.reject(new Error('away'))));
    expect(await broken(rejecting)).toHaveLength(rejecting.length);
  });
});
