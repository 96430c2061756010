import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import Environment from '../support/environment.mjs';
import { rememberPackage } from '../support/remember.cjs';

const shared = globalThis as Record<PropertyKey, unknown>;

describe('what a test file changes for the whole process', () => {
  let environment: Environment;
  let folder: string;

  beforeEach(async () => {
    folder = process.cwd();
    process.env['POSTHORN_TEST_KEPT'] = 'before';
    environment = new Environment({ projectConfig: { testEnvironmentOptions: {}, fakeTimers: {} } });
    await environment.setup();
  });
  afterEach(() => {
    delete process.env['POSTHORN_TEST_KEPT'];
  });

  it('is gone for the next file: a global', async () => {
    const { structuredClone } = globalThis;
    shared['left'] = true;
    shared['structuredClone'] = () => 'not a clone';
    await environment.teardown();
    expect(shared['left']).toBeUndefined();
    expect(globalThis.structuredClone).toBe(structuredClone);
  });

  it('is gone for the next file: a changed built-in', async () => {
    const { now } = Date;
    Date.now = () => 0;
    Object.defineProperty(Array.prototype, 'left', { value: true, configurable: true });
    Math.random = () => 0.5;
    await environment.teardown();
    expect(Date.now).toBe(now);
    expect('left' in Array.prototype).toBe(false);
    expect([Math.random(), Math.random()]).not.toEqual([0.5, 0.5]);
  });

  it('is gone for the next file: variables of the environment', async () => {
    process.env['POSTHORN_TEST_LEFT'] = 'left';
    process.env['POSTHORN_TEST_KEPT'] = 'changed';
    await environment.teardown();
    expect(process.env['POSTHORN_TEST_LEFT']).toBeUndefined();
    expect(process.env['POSTHORN_TEST_KEPT']).toBe('before');
  });

  it('is gone for the next file: a listener and the working directory', async () => {
    const listeners = process.listenerCount('SIGTERM');
    process.on('SIGTERM', () => undefined);
    process.chdir('/');
    await environment.teardown();
    expect(process.listenerCount('SIGTERM')).toBe(listeners);
    expect(process.cwd()).toBe(folder);
  });

  it('is gone for the next file: what packages keep for all of their users', () => {
    const restores = [rememberPackage('@nestjs/common', { Logger }), rememberPackage('pg', { default: pg })];
    const { INT8 } = pg.types.builtins;
    const parser: unknown = pg.types.getTypeParser(INT8);
    const before = Logger.isLevelEnabled('log');
    Logger.overrideLogger(false);
    pg.types.setTypeParser(INT8, () => 0);
    for (const restore of restores) restore?.();
    expect(Logger.isLevelEnabled('log')).toBe(before);
    expect(pg.types.getTypeParser(INT8)).toBe(parser);
  });
});
