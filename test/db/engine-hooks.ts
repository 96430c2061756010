import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../support/index.js';
import { EngineBench } from './engine-support.js';

/**
 * One database for the tests of a file: each begins with nothing in it, and has its engines stopped when it is over.
 * @param use is given both before the first test
 */
export function onEngineBench(use: (made: { readonly base: TestDatabase; readonly bench: EngineBench }) => void): void {
  let base: TestDatabase;
  let bench: EngineBench;

  beforeAll(async () => {
    base = await createTestDatabase();
    bench = new EngineBench(base.pool);
    use({ base, bench });
  });
  beforeEach(() => bench.clear());
  afterEach(() => bench.stopAll());
  afterAll(() => base.drop());
}
