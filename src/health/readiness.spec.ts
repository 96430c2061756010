import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { HealthIndicatorService } from '@nestjs/terminus';

import type { AppDataSource } from '../database/index.js';
import { Readiness } from './readiness.js';

/** A database that answers when the test says so. */
function database(): { readonly readiness: Readiness; readonly asked: ((error?: Error) => void)[] } {
  const asked: ((error?: Error) => void)[] = [];
  const query = (): Promise<unknown> =>
    new Promise((resolve, reject) => {
      asked.push((error) => (error ? reject(error) : resolve([{ isolation: 'read committed' }])));
    });
  return { readiness: new Readiness(new HealthIndicatorService(), { query } as unknown as AppDataSource), asked };
}

const later = (ms: number): Promise<unknown> => jest.advanceTimersByTimeAsync(ms);

describe('whether the database answers', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is one question for everybody who asks, and another one later', async () => {
    const { readiness, asked } = database();
    const up = async (): Promise<string | undefined> => (await readiness.database())['database']?.status;
    const many = Promise.all(Array.from({ length: 1000 }, up));
    expect(asked).toHaveLength(1);
    asked[0]?.();
    expect(new Set(await many)).toEqual(new Set(['up']));
    expect(await up()).toBe('up');
    expect(asked).toHaveLength(1);
    await later(250);
    const again = up();
    expect(asked).toHaveLength(2);
    asked[1]?.(new Error('gone'));
    expect(await again).toBe('down');
  });

  it('is asked anew after a failure that it may explain', async () => {
    const { readiness, asked } = database();
    const together = Promise.all([readiness.databaseAnswers(), readiness.databaseAnswers()]);
    expect(asked).toHaveLength(1);
    asked[0]?.();
    expect(await together).toEqual([true, true]);
    const next = readiness.databaseAnswers();
    expect(asked).toHaveLength(2);
    asked[1]?.(new Error('gone'));
    expect(await next).toBe(false);
  });

  it('is known to be no while it does not answer, and to be yes as soon as it does', async () => {
    const { readiness, asked } = database();
    const first = readiness.database();
    await later(1500);
    expect((await first)['database']?.status).toBe('down');
    expect(asked).toHaveLength(1);
    await later(250);
    const second = readiness.database();
    asked[1]?.();
    expect((await second)['database']?.status).toBe('up');
  });
});
