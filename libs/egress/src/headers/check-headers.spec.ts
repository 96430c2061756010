import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkHeaders, HEADER_LIMITS } from '../index.js';
import { RequestHeaders } from './request-headers.js';

const codes = (headers: unknown, reserved: readonly string[] = []): string[] =>
  checkHeaders(headers, { reserved }).map(({ code }) => code);

describe("A webhook's own headers", () => {
  it('may be ordinary ones', () => {
    expect(codes({ Authorization: 'Bearer abc', 'X-Api-Key': 'k', 'X-Tenant': 'a b\tc', 'X-Empty': '' })).toEqual([]);
  });

  it.each(['', ' X-A', 'X A', 'X:A', 'X-A\r\nHost', 'X-Ä', 'X-A\0', 'X-A\n', '(x)', 'x'.repeat(129)])(
    'may not be named %j',
    (name) => {
      expect(codes({ [name]: 'v' })).toEqual(['header_name']);
    },
  );

  it.each([
    'a\rb',
    'a\nb',
    'a\r\nX-B: c',
    'a\0b',
    ' a',
    'a ',
    '\ta',
    'a\n b',
    'café',
    '日本',
    'a\u007f',
    'a\u001b[31m',
    '\ud800',
  ])('may not have the value %j', (value) => {
    expect(codes({ 'X-A': value })).toEqual(['header_value']);
  });

  it.each([
    'Host',
    'CONTENT-LENGTH',
    'Content-Type',
    'content-encoding',
    'Transfer-Encoding',
    'connection',
    'Keep-Alive',
    'upgrade',
    'TE',
    'Trailer',
    'expect',
    'Proxy-Authorization',
    'via',
    'Forwarded',
    'X-Forwarded-For',
    'X-Forwarded-Host',
    'X-Real-IP',
    'Cookie',
    'User-Agent',
    'Accept-Encoding',
    'webhook-id',
    'Webhook-Signature',
    'X-Posthorn-Delivery',
    'Metadata-Flavor',
    'X-aws-ec2-metadata-token',
    'X-aws-ec2-metadata-token-ttl-seconds',
    'X-Goog-Anything',
  ])('may not be %s, which is reserved', (name) => {
    expect(codes({ [name]: 'v' })).toEqual(['header_reserved']);
  });

  it('may not be what the dialect sets', () => {
    expect(codes({ 'X-Webhook-Signature': 'v' })).toEqual([]);
    expect(codes({ 'X-Webhook-Signature': 'v' }, ['x-webhook-signature'])).toEqual(['header_reserved']);
  });

  it('may not repeat a name in another letter case', () => {
    expect(codes({ 'X-A': '1', 'x-a': '2' })).toEqual(['header_repeated']);
  });

  it('may be neither too many nor too large', () => {
    const many = Object.fromEntries(Array.from({ length: HEADER_LIMITS.count + 1 }, (_, index) => [`X-${index}`, 'v']));
    expect(codes(many)).toEqual(['headers_too_many']);
    expect(codes({ 'X-A': 'v'.repeat(HEADER_LIMITS.valueLength + 1) })).toEqual(['header_value_too_long']);
    const large = Object.fromEntries(Array.from({ length: 3 }, (_, index) => [`X-${index}`, 'v'.repeat(8000)]));
    expect(codes(large)).toEqual(['headers_too_large']);
  });

  it.each([null, undefined, 'X-A: b', [['X-A', 'b']], 1])('may not be given as %j', (headers) => {
    expect(codes(headers)).toEqual(['headers_malformed']);
  });

  it('are told one by one, each wrong one once', () => {
    const problems = checkHeaders({ Host: 'x', 'X-A': 1, 'X-B': 'fine', 'bad name': 'y' });
    expect(problems.map(({ name, code }) => [name, code])).toEqual([
      ['Host', 'header_reserved'],
      ['X-A', 'header_value'],
      ['bad name', 'header_name'],
    ]);
  });

  it.each(['a\rb', 'a\nb', 'a\r\nX-B: c', 'a\0b', '日本', 'a\u007f', 1, null])(
    'with the value %j are not sent, whatever was written',
    (value) => {
      expect(new RequestHeaders().prepare({ 'X-A': value as string })).toHaveProperty('problem');
    },
  );

  it('that pass when written also pass when sent, and nothing with a line break ever does', () => {
    const dictionary = fc.dictionary(fc.string({ maxLength: 20 }), fc.string({ maxLength: 40 }), { maxKeys: 5 });
    fc.assert(
      fc.property(dictionary, (headers) => {
        const prepared = new RequestHeaders().prepare(headers);
        if (checkHeaders(headers).length === 0) expect(prepared).not.toHaveProperty('problem');
        if (/\\[rn]|\\u0000/.exec(JSON.stringify(headers))) expect(prepared).toHaveProperty('problem');
      }),
    );
  });
});
