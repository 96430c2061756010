import { randomBytes } from 'node:crypto';
import { describe, it } from '@jest/globals';
import { createSender } from '@posthorn/egress';
import { MemoryReplayStore } from '@posthorn/receiver';
import { AesSecretBox, systemClock, uuidV7 } from '@posthorn/webhooks';
import { ManualClock } from '../clock/manual-clock.js';
import { MemorySecretBox } from '../fakes/memory-secret-box.js';
import { sequentialIds } from '../fakes/sequential-ids.js';
import { FakeReceiver } from '../receiver/fake-receiver.js';
import { listen } from '../receiver/listening-receiver.js';
import { RecordingSender } from '../sender/recording-sender.js';
import { clockContract } from './clock-contract.js';
import type { ContractCase } from './contract-case.js';
import { idsContract } from './ids-contract.js';
import { replayStoreContract } from './replay-store-contract.js';
import { secretBoxContract } from './secret-box-contract.js';
import { senderContract, type SenderSubject } from './sender-contract.js';

const runs = (cases: readonly ContractCase[]): void => {
  for (const { name, run } of cases) it(name, run);
};

const received =
  (receiver: FakeReceiver): SenderSubject['received'] =>
  () =>
    receiver.receptions.map(({ headers, body }) => ({
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
      body,
    }));

async function recording(): Promise<SenderSubject> {
  const receiver = new FakeReceiver();
  return {
    sender: new RecordingSender().route(receiver.url, receiver),
    url: receiver.url,
    answers: (...answers) => receiver.answers(...answers),
    received: received(receiver),
    end: () => Promise.resolve(),
  };
}

async function real(): Promise<SenderSubject> {
  const receiver = new FakeReceiver();
  const { url, close } = await listen(receiver);
  return {
    sender: createSender({ allowHttp: true, allowedAddresses: ['127.0.0.1/32'] }),
    url,
    answers: (...answers) => receiver.answers(...answers),
    received: received(receiver),
    end: close,
  };
}

describe('the contract of a sender', () => {
  describe('kept by the recording one', () => runs(senderContract(recording)));
  describe('kept by the real one', () => runs(senderContract(real)));
});

describe('the contract of a clock', () => {
  describe('kept by the manual one', () => runs(clockContract(() => new ManualClock())));
  describe('kept by the real one', () => runs(clockContract(() => systemClock)));
});

describe('the contract of ids', () => {
  describe('kept by those that count', () => runs(idsContract(() => sequentialIds(new ManualClock()))));
  describe('kept by the real ones', () => runs(idsContract(() => () => uuidV7())));
});

describe('the contract of sealing', () => {
  describe('kept by the one in memory', () => runs(secretBoxContract(() => new MemorySecretBox())));
  describe('kept by AES-256-GCM', () => runs(secretBoxContract(() => new AesSecretBox([randomBytes(32)]))));
});

describe('the contract of a replay store', () => {
  describe('kept by the one in memory', () => runs(replayStoreContract(() => new MemoryReplayStore())));
});
