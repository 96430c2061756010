import { it } from '@jest/globals';
import { exampleOf, FakeTransaction, RecordingBus } from '@posthorn/testing';
import { SignupService, UserCreated } from './app.module.js';

it('publishes what it has done', async () => {
  const bus = new RecordingBus([UserCreated]);
  const tx = new FakeTransaction();
  await new SignupService(bus).signUpIn(tx, exampleOf(UserCreated));
  tx.commit();
  bus.expectPublished(UserCreated, { name: 'Ada' }, { times: 1 });
});
