import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatId } from '../ids/prefixed-id.js';
import { packHeaders, unpackHeaders } from './signed-headers.js';

const eventId = '019aa5b0-3c00-7abc-8def-0123456789ab';
const publicId = formatId('evt', eventId);
const signature = '0123456789abcdef'.repeat(4);

describe('The stored form of the headers of an attempt', () => {
  it('is short for the headers of our dialects', () => {
    const headers = {
      'webhook-id': publicId,
      'webhook-timestamp': '1763718000',
      'webhook-signature': `v1,${'a'.repeat(43)}=`,
      'X-Webhook-Signature': signature,
    };
    const packed = packHeaders({ 'Content-Type': 'application/json', ...headers }, publicId);
    expect(packed.length).toBeLessThan(120);
    expect(unpackHeaders(packed, eventId)).toEqual(headers);
  });

  it('gives every header back as it was sent', () => {
    const value = fc.oneof(
      fc.string({ unit: 'grapheme-ascii' }),
      fc.constantFrom(
        publicId,
        '@',
        '#',
        '\\',
        '\\@',
        `#${signature}`,
        signature,
        signature.toUpperCase(),
        'a:b=c',
        '',
      ),
    );
    const name = fc.oneof(
      fc.constantFrom('webhook-id', 'X-Webhook-Signature', 'i', 's', 'X-Other', 'content-type'),
      fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,20}$/),
    );
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key }), (entries) => {
        const headers = Object.fromEntries(entries.filter(([key]) => key !== '__proto__'));
        expect(unpackHeaders(packHeaders(headers, publicId), eventId)).toEqual(headers);
      }),
    );
  });

  it('is JSON for what has no place in lines, and reads JSON', () => {
    const odd = { 'X-Two': 'a\nb', 'X:Name': 'c' };
    const packed = packHeaders(odd, publicId);
    expect(packed.startsWith('{')).toBe(true);
    expect(unpackHeaders(packed, eventId)).toEqual(odd);
  });

  it('is shown as none when it cannot be read', () => {
    for (const text of [null, '', '{broken', 'broken']) expect(unpackHeaders(text, eventId)).toEqual({});
  });
});
