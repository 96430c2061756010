import { describe, expect, it } from '@jest/globals';
import { servedBy } from './served-by.js';

class Guard {
  canActivate(): boolean {
    return true;
  }
}

describe('what a host serves', () => {
  it('is nothing unless it is asked for', () => {
    expect(servedBy({})).toEqual({ api: false, console: false });
    expect(servedBy({ api: false, console: false })).toEqual({ api: false, console: false });
  });

  it('is the console on the API of the host, whose guard it has', () => {
    expect(servedBy({ api: { prefix: 'hooks', guard: Guard }, console: {} })).toEqual({
      api: { prefix: 'hooks', guard: Guard, documents: false },
      console: { path: '/console', signIn: 'host' },
    });
  });

  it('is an API for the console alone, below its path, when the host serves none', () => {
    expect(servedBy({ console: { path: '/ops/', guard: Guard } })).toEqual({
      api: { prefix: '/ops/api/v1', guard: Guard, documents: false },
      console: { path: '/ops/', signIn: 'host' },
    });
  });
});
