import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { safeContentType, safeFileName } from './file-name.js';

describe('the name of an uploaded file', () => {
  it.each([
    ['invoice.pdf', 'invoice.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\temp\\a.txt', 'a.txt'],
    ['a"b\r\nSet-Cookie: x.txt', 'a"bSet-Cookie: x.txt'],
    ['..', 'file'],
    ['', 'file'],
    [undefined, 'file'],
    ['größe.txt', 'größe.txt'],
    [`${'a'.repeat(254)}😀`, 'a'.repeat(254)],
  ])('%j becomes %j', (given, expected) => {
    expect(safeFileName(given)).toBe(expected);
  });

  it('never holds a path, a control character or nothing at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (given) => {
        expect(safeFileName(given)).toMatch(/^[^\\/\p{Cc}\p{Surrogate}]{1,255}$/u);
      }),
    );
  });

  it('takes a media type as it is and anything else for bytes', () => {
    expect(safeContentType('image/svg+xml')).toBe('image/svg+xml');
    expect(safeContentType('text/html\r\nx: y')).toBe('application/octet-stream');
    expect(safeContentType(undefined)).toBe('application/octet-stream');
  });
});
