import { describe, expect, it } from '@jest/globals';
import { defineEvent, EventCatalog } from '@posthorn/event-catalog';
import { IsArray, IsString } from 'class-validator';
import { firstValueFrom } from 'rxjs';
import { exampleOf } from '../fixtures.js';
import { FakeTransaction } from './fake-transaction.js';
import { RecordingBus } from './recording-bus.js';

class UserPayload {
  @IsString() id!: string;
  @IsString() email!: string;
  @IsArray() tags!: string[];
}
const example = { id: 'u1', email: 'ada@example.com', tags: ['new'] };
const UserCreated = defineEvent({ name: 'user.created', description: 'A user.', payload: UserPayload, example });
const UserUpdated = defineEvent({ name: 'user.updated', description: 'A user.', payload: UserPayload, example });

const messageOf = (work: () => unknown): string => {
  try {
    work();
    return 'nothing was wrong';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('RecordingBus', () => {
  it('remembers what was published, with any object as the transaction', async () => {
    const bus = new RecordingBus([UserCreated]);
    await bus.publish(UserCreated, exampleOf(UserCreated), { tx: {}, projectId: 'p1' });
    const [event] = bus.expectPublished(UserCreated, { tags: [expect.stringMatching('n')] }, { times: 1 });
    expect(event).toMatchObject({ type: 'user.created', projectId: 'p1', data: example });
    expect(bus.published).toHaveLength(1);
    bus.clear();
    expect(bus.published).toEqual([]);
  });

  it('refuses what the real bus refuses', async () => {
    const bus = new RecordingBus([UserCreated]);
    const wrong = { ...example, id: 7 as unknown as string };
    await expect(bus.publish(UserCreated, wrong, { tx: {} })).rejects.toMatchObject({ code: 'payload_invalid' });
    await expect(bus.publish(UserUpdated, example, { tx: {} })).rejects.toMatchObject({ code: 'unknown_event_type' });
    await expect(bus.publish(UserCreated, example, { tx: undefined })).rejects.toMatchObject({
      code: 'not_in_transaction',
    });
  });

  it('forgets what is rolled back, and tells what is committed', async () => {
    const catalog = new EventCatalog();
    catalog.register(UserCreated);
    const bus = new RecordingBus(catalog);
    const [kept, gone] = [new FakeTransaction(), new FakeTransaction()];
    const committed = firstValueFrom(bus.committed(UserCreated));
    await bus.publish(UserCreated, exampleOf(UserCreated, { id: 'kept' }), { tx: kept });
    await bus.publish(UserCreated, exampleOf(UserCreated, { id: 'gone' }), { tx: gone });
    gone.rollback();
    kept.commit();
    expect((await committed).payload.id).toBe('kept');
    expect(bus.published.map(({ data }) => (data as UserPayload).id)).toEqual(['kept']);
    bus.expectNotPublished(UserCreated, { id: 'gone' });
  });

  it('says what comes nearest, and what there is besides', async () => {
    const bus = new RecordingBus([UserCreated, UserUpdated]);
    expect(messageOf(() => bus.expectPublished(UserCreated))).toBe(
      'user.created was expected to be published.\nNothing was published at all.',
    );
    await bus.publish(UserCreated, exampleOf(UserCreated, { id: 'far', email: 'far@example.com' }), { tx: {} });
    await bus.publish(UserCreated, exampleOf(UserCreated), { tx: {} });
    await bus.publish(UserUpdated, exampleOf(UserUpdated), { tx: {} });
    expect(messageOf(() => bus.expectPublished(UserCreated, { id: 'u1', tags: ['old'] }))).toBe(
      [
        `user.created was expected to be published with { id: 'u1', tags: [ 'old' ] }.`,
        'The nearest:',
        `  user.created: tags[0] is 'new', not 'old'`,
        `  user.created: id is 'far', not 'u1'; tags[0] is 'new', not 'old'`,
        'What was published besides: user.updated.',
      ].join('\n'),
    );
    expect(messageOf(() => bus.expectNotPublished(UserCreated, { id: 'u1' }))).toMatch(/must not be/);
    expect(messageOf(() => bus.expectPublished(UserCreated, {}, { times: 3 }))).toMatch(/It was published 2 times\./);
  });
});

describe('exampleOf', () => {
  it('gives a copy of its own each time, with the fields of the test', () => {
    const one = exampleOf(UserCreated, { email: 'eve@example.com' });
    one.tags.push('changed');
    expect(exampleOf(UserCreated)).toEqual(example);
    expect(one).toEqual({ id: 'u1', email: 'eve@example.com', tags: ['new', 'changed'] });
  });
});
