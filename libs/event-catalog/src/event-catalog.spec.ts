import { beforeEach, describe, expect, it } from '@jest/globals';
import { IsInt, IsString } from 'class-validator';
import { UnknownEventTypeError } from './catalog.errors.js';
import { defineEvent } from './define-event.js';
import { EventCatalog } from './event-catalog.js';

class UserPayload {
  @IsString() id!: string;
}
class OtherPayload {
  @IsInt() count!: number;
}

const event = (name: string) =>
  defineEvent({ name, description: 'Happened.', payload: UserPayload, example: { id: 'u1' } });
const UserCreated = event('user.created');

describe('EventCatalog', () => {
  let catalog: EventCatalog;
  beforeEach(() => {
    catalog = new EventCatalog();
  });

  it('knows what was registered, by name and in order', () => {
    catalog.register(event('user.updated'));
    catalog.register(UserCreated);
    expect(catalog.all().map(({ name }) => name)).toEqual(['user.created', 'user.updated']);
    expect(catalog.require('user.created')).toMatchObject({
      source: 'code',
      version: 1,
      type: UserCreated,
      example: { id: 'u1' },
    });
    expect(catalog.get('user.deleted')).toBeUndefined();
  });

  it('refuses a second definition of a name and names both', () => {
    catalog.register(UserCreated);
    const second = defineEvent({
      name: 'user.created',
      version: 2,
      description: 'Again.',
      payload: OtherPayload,
      example: { count: 1 },
    });
    expect(() => catalog.register(second)).toThrow(/version 1 \(payload UserPayload.*version 2 \(payload OtherPayload/);
    expect(catalog.require('user.created').type).toBe(UserCreated);
  });

  it('takes the same definition twice, as two importing modules give it', () => {
    catalog.register(UserCreated);
    catalog.register(UserCreated);
    expect(catalog.all()).toHaveLength(1);
    expect(catalog.revision).toBe(1);
  });

  it('keeps two catalogs in one process apart', () => {
    catalog.register(UserCreated);
    expect(new EventCatalog().has('user.created')).toBe(false);
  });

  it('refuses an example that does not fit its class, and says where', () => {
    const wrong = defineEvent({
      name: 'user.created',
      description: 'x',
      payload: UserPayload,
      example: { id: 7 } as never,
    });
    expect(() => catalog.register(wrong)).toThrow(
      expect.objectContaining({ code: 'invalid_example', entries: [expect.objectContaining({ path: 'example.id' })] }),
    );
    expect(catalog.has('user.created')).toBe(false);
  });

  it('offers the nearest names for one that is unknown', () => {
    for (const name of ['user.created', 'user.updated', 'file.uploaded', 'payment.failed'])
      catalog.register(event(name));
    expect(catalog.nearest('user.create', 2)).toEqual(['user.created', 'user.updated']);
    expect(catalog.nearest('payments.failed', 1)).toEqual(['payment.failed']);
    const ask = () => catalog.validate('user.craeted', {});
    expect(ask).toThrow(UnknownEventTypeError);
    expect(ask).toThrow(
      expect.objectContaining({
        code: 'unknown_event_type',
        nearest: ['user.created', 'user.updated', expect.any(String)],
      }),
    );
  });

  it('says where types come from when it is empty', () => {
    expect(() => catalog.require('user.created')).toThrow(/EventCatalogModule\.forFeature/);
  });

  describe('types registered while running', () => {
    it('live beside those of code until they are removed', () => {
      catalog.registerRuntime({ name: 'order.created', description: 'An order.', schema: { type: 'object' } });
      expect(catalog.require('order.created')).toMatchObject({ source: 'api', version: 1, example: null });
      expect(catalog.removeRuntime('order.created')).toBe(true);
      expect(catalog.has('order.created')).toBe(false);
    });

    it('accept any object when they have no schema', () => {
      catalog.registerRuntime({ name: 'order.created', description: '' });
      expect(catalog.validate('order.created', { anything: [1] })).toEqual([]);
      expect(catalog.validate('order.created', [])).toHaveLength(1);
    });

    it('can be replaced, which the next validation obeys', () => {
      const order = { name: 'order.created', description: '' };
      catalog.registerRuntime(order);
      expect(() => catalog.registerRuntime(order)).toThrow(expect.objectContaining({ code: 'duplicate_event_type' }));
      catalog.putRuntime({ ...order, schema: { type: 'object', required: ['id'] } });
      expect(catalog.validate('order.created', {})).toEqual([
        { path: 'id', message: 'is missing', expected: 'a value' },
      ]);
    });

    it('never take the place of a type of code, nor remove one', () => {
      catalog.register(UserCreated);
      expect(() => catalog.putRuntime({ name: 'user.created', description: '' })).toThrow(
        expect.objectContaining({ code: 'duplicate_event_type' }),
      );
      expect(catalog.removeRuntime('user.created')).toBe(false);
      expect(catalog.has('user.created')).toBe(true);
    });

    it('are refused with a bad name, version, schema or example', () => {
      const register = (type: object) => () =>
        catalog.registerRuntime({ name: 'order.created', description: '', ...type });
      expect(register({ name: 'Order' })).toThrow(expect.objectContaining({ code: 'invalid_event_name' }));
      expect(register({ version: -1 })).toThrow(expect.objectContaining({ code: 'invalid_event_type' }));
      expect(register({ description: 5 })).toThrow(expect.objectContaining({ code: 'invalid_event_type' }));
      expect(register({ schema: { type: 'objekt' } })).toThrow(expect.objectContaining({ code: 'invalid_schema' }));
      expect(register({ schema: { required: ['id'] }, example: {} })).toThrow(
        expect.objectContaining({
          code: 'invalid_example',
          entries: [expect.objectContaining({ path: 'example.id' })],
        }),
      );
      expect(catalog.all()).toEqual([]);
    });
  });
});
