import { describe, expect, it } from '@jest/globals';
import { mergeHeaders } from './header-rules.js';

describe('mergeHeaders', () => {
  const stored = { 'X-A': '1', 'X-B': '2' };

  it('keeps all when nothing is said and none when null is', () => {
    expect(mergeHeaders(stored, undefined, []).headers).toEqual(stored);
    expect(mergeHeaders(stored, null, []).headers).toEqual({});
  });

  it('keeps "[set]", removes null, replaces without regard to case, and adds', () => {
    const merged = mergeHeaders(stored, { 'X-A': '[set]', 'x-b': null, 'X-C': '3' }, []);
    expect(merged).toEqual({ headers: { 'X-A': '1', 'X-C': '3' }, problems: [] });
    expect(mergeHeaders(stored, { 'x-a': '9' }, []).headers).toEqual({ 'x-a': '9', 'X-B': '2' });
  });

  it('names what is wrong, reserved names of the dialect too, and never a value', () => {
    const { problems } = mergeHeaders({}, { 'X-Taken': 'canary', 'X-None': '[set]', 'X-Break': 'canary\n' }, [
      'x-taken',
    ]);
    expect(problems.map((problem) => [problem.field, problem.code]).sort()).toEqual([
      ['headers.X-Break', 'header_value'],
      ['headers.X-None', 'header_not_set'],
      ['headers.X-Taken', 'header_reserved'],
    ]);
    expect(JSON.stringify(problems)).not.toContain('canary');
  });
});
