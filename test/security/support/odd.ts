import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

import fc from 'fast-check';

/** A body as bytes, with the headers that it is sent under. */
export interface OddBody {
  readonly what: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

const json = { 'content-type': 'application/json' };
const nested = (depth: number, open: string, close: string, core: string): string =>
  open.repeat(depth) + core + close.repeat(depth);
const compressed = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '), { level: 1 });

/** `{…good, field: text}` where `text` is JSON that no `JSON.stringify` would write. */
function inserter(field: string, good: object): (text: string) => string {
  const others = JSON.stringify(Object.fromEntries(Object.entries(good).filter(([name]) => name !== field)));
  const head = others === '{}' ? '{' : `${others.slice(0, -1)},`;
  return (text) => `${head}${JSON.stringify(field)}:${text}}`;
}

/** Values in a field that parsers pass and everything behind them has to live with. */
export function oddFieldBodies(field: string, good: object): readonly OddBody[] {
  const inField = inserter(field, good);
  const values = {
    'a NUL escape': '"a\\u0000b"',
    'a lone surrogate': '"a\\ud800b"',
    'a NUL in a value': '{"a":"a\\u0000b"}',
    'a NUL in a key': '{"a\\u0000b":"x"}',
    'a lone surrogate in a key': '{"\\udc00":"x"}',
    'a NUL in a list': '["a\\u0000"]',
    'prototype keys inside': '{"__proto__":{"toString":1},"hasOwnProperty":null}',
    'objects 5,000 deep': nested(5000, '{"a":', '}', '1'),
    'lists 5,000 deep': nested(5000, '[', ']', '1'),
  };
  return [
    ...Object.entries(values).map(([what, value]) => ({
      what: `${what} in ${field}`,
      body: inField(value),
      headers: json,
    })),
    {
      what: `an idempotent 5,000 deep ${field}`,
      body: inField(nested(5000, '[', ']', '1')),
      headers: { ...json, 'idempotency-key': `deep-${field}` },
    },
  ];
}

/** What is wrong with a body as a whole. `field` is one that the operation knows. */
export function oddBodies(field: string, good: object): readonly OddBody[] {
  const inField = inserter(field, good);
  return [
    { what: 'nothing', body: '' },
    { what: 'nothing, called JSON', body: '', headers: json },
    ...['null', 'true', '1', '"text"', '[]', '[{}]', '{', '}', '{}{}', "{'a':1}", 'undefined', 'NaN', '\u0000'].map(
      (body) => ({ what: `the body ${body}`, body, headers: json }),
    ),
    { what: 'a byte order mark', body: `\ufeff${inField('"x"')}`, headers: json },
    { what: 'invalid UTF-8', body: Buffer.from(inField('"\xff\xfe\xc0\x80"'), 'latin1'), headers: json },
    { what: 'a truncated UTF-8 sequence', body: Buffer.from(inField('"\xe2\x82"'), 'latin1'), headers: json },
    {
      what: 'UTF-16',
      body: Buffer.from(inField('"x"'), 'utf16le'),
      headers: { 'content-type': 'application/json; charset=utf-16le' },
    },
    {
      what: 'an unknown charset',
      body: inField('"x"'),
      headers: { 'content-type': 'application/json; charset=klingon' },
    },
    { what: 'UTF-7', body: inField('"+AGE-"'), headers: { 'content-type': 'application/json; charset=utf-7' } },
    { what: 'the same key twice', body: `{${JSON.stringify(field)}:"a",${JSON.stringify(field)}:"b"}`, headers: json },
    {
      what: 'prototype keys',
      body: '{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}',
      headers: json,
    },
    { what: 'names of Object', body: '{"toString":1,"valueOf":2,"hasOwnProperty":3,"then":4}', headers: json },
    { what: 'text', body: inField('"x"'), headers: { 'content-type': 'text/plain' } },
    { what: 'a form', body: `${field}=x`, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    { what: 'a multipart body without a boundary', body: 'x', headers: { 'content-type': 'multipart/form-data' } },
    {
      what: 'a multipart body that never begins',
      body: 'x',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    },
    { what: 'a content type of nonsense', body: inField('"x"'), headers: { 'content-type': ';;;=/' } },
    { what: 'no content type', body: inField('"x"') },
    { what: 'gzip', body: gzipSync(inField('"x"')), headers: { ...json, 'content-encoding': 'gzip' } },
    { what: 'a broken gzip', body: compressed.subarray(100, 300), headers: { ...json, 'content-encoding': 'gzip' } },
    { what: 'deflate', body: deflateSync(inField('"x"')), headers: { ...json, 'content-encoding': 'deflate' } },
    { what: 'brotli', body: brotliCompressSync(inField('"x"')), headers: { ...json, 'content-encoding': 'br' } },
    { what: 'an unknown encoding', body: inField('"x"'), headers: { ...json, 'content-encoding': 'zzz' } },
  ];
}

/** What is too much: for one operation of each kind, since a megabyte takes its time everywhere. */
export function hugeBodies(field: string, good: object): readonly OddBody[] {
  const inField = inserter(field, good);
  return [
    { what: 'arrays 100,000 deep', body: inField(nested(100_000, '[', ']', '1')), headers: json },
    { what: 'objects 20,000 deep', body: inField(nested(20_000, '{"a":', '}', '1')), headers: json },
    { what: 'an unclosed depth', body: '['.repeat(900_000), headers: json },
    { what: 'a list of 300,000', body: inField(`[${'1,'.repeat(300_000)}1]`), headers: json },
    { what: 'a megabyte and more', body: inField(`"${'x'.repeat(1_100_000)}"`), headers: json },
    {
      what: '50,000 unknown keys',
      body: `{${Array.from({ length: 50_000 }, (_, i) => `"k${i}":0`).join(',')}}`,
      headers: json,
    },
    { what: 'a gzip bomb', body: compressed, headers: { ...json, 'content-encoding': 'gzip' } },
  ];
}

const NASTY_TEXTS = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u202e',
  '[set]',
  '__proto__',
  'constructor',
  "'; drop table users; --",
  '%00',
  '../../../etc/passwd',
  '\r\nX-Injected: yes',
  '{{7*7}}',
  '<script>alert(1)</script>',
  'http://[::1',
  'http://%',
  'http://127.0.0.1:2999/\u0000',
  'x'.repeat(10_000),
  '-1',
  'NaN',
  '1e309',
  '2026-02-30T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
  'whsec_====',
  'whsk_AAAA',
  '*',
  '**.*',
  '('.repeat(500),
];

/** Any character but halves of surrogate pairs. fast-check's own unit `binary` first makes a table of all million of them. */
const character = fc
  .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((point) => String.fromCodePoint(point));

/** A value that nobody had in mind for this field. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NASTY_TEXTS) },
  { weight: 2, arbitrary: fc.string({ unit: character, maxLength: 40 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(null, true, false, 0, -1, 1.5, 1e21, 2 ** 53, -(2 ** 31) - 1, 1e308, [], {}),
  },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.array(fc.constantFrom<unknown>(...NASTY_TEXTS, null, 1, [], {}), { maxLength: 5 }) },
  {
    weight: 1,
    arbitrary: fc.dictionary(
      fc.constantFrom('table', 'operations', 'ca', 'schedule', 'per_second', '', '\u0000', 'a.b', '$ref', 'pattern'),
      fc.jsonValue({ maxDepth: 2 }),
      { maxKeys: 4 },
    ),
  },
);

/** A body of the fields that an operation knows, some of them good and some odd. */
export function oddObject(fields: readonly string[], good: Readonly<Record<string, unknown>>): fc.Arbitrary<object> {
  const keys = fields.length > 0 ? fields : ['name'];
  return fc
    .dictionary(fc.constantFrom(...keys), oddValue, { minKeys: 1, maxKeys: 4 })
    .map((odd) => ({ ...good, ...odd }));
}

/** A text as it stands in a query string or a path, encoded or not. */
export const oddUrlText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...NASTY_TEXTS.filter((text) => text.length < 2000)).map(encoded),
  fc.constantFrom(
    '%00',
    '%ff',
    '%c0%80',
    '%ed%a0%80',
    '%',
    '%zz',
    '..',
    '%2e%2e%2f',
    '%252e',
    '[]',
    'a[b]=c',
    '-',
    '~',
    '%0d%0a',
  ),
  fc.string({ unit: character, maxLength: 30 }).map(encoded),
  fc.stringMatching(/^[A-Za-z0-9_-]{1,60}$/),
);

function encoded(text: string): string {
  // encodeURIComponent refuses broken surrogates; as bytes they are sent all the same.
  return [...Buffer.from(text, 'utf8')].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}
