import { describe, expect, it } from '@jest/globals';
import { clientCall, DatabaseError, isUnavailable } from './database.errors.js';

const coded = (code: string): Error => Object.assign(new Error('from the client'), { code });
const call = (error: unknown): Promise<unknown> =>
  clientCall(() => Promise.reject(error)).catch((caught: unknown) => caught);

describe('an outage', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', '08006', '57P01', '57P03', '53300', '53100', '25006', '25P03'])(
    'is told by the code %s',
    async (code) => {
      expect(isUnavailable(coded(code))).toBe(true);
      expect(await call(coded(code))).toMatchObject({ code: 'unavailable', cause: { code } });
    },
  );

  it.each(['23505', '42P01', '40001', '57014', '25P02'])('is not what the SQLSTATE %s says', async (code) => {
    const error = coded(code);
    expect(isUnavailable(error)).toBe(false);
    expect(await call(error)).toBe(error);
  });

  it('says what is wrong with a database that answers', async () => {
    expect(await call(coded('25006'))).toMatchObject({ message: expect.stringContaining('standby') });
    expect(await call(coded('53100'))).toMatchObject({ message: expect.stringContaining('no space left') });
  });

  it('is what a client raises by itself without a code, but only around its own calls', async () => {
    const error = new Error('Connection terminated unexpectedly');
    expect(await call(error)).toMatchObject({ code: 'unavailable', cause: error });
    expect(isUnavailable(error)).toBe(false);
  });

  it('is not a mistake in the code', async () => {
    const error = new TypeError('x is not a function');
    expect(await call(error)).toBe(error);
    expect(await call(new DatabaseError('rolled_back', 'x'))).toMatchObject({ code: 'rolled_back' });
  });
});
