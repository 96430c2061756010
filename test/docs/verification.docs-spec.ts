import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createDialects } from '@posthorn/dialects';
import { DocsApplication } from './support/docs-application.js';
import { samplePages } from './support/pages.js';
import { casesOf, type Delivered, type VerificationCase } from './verification/cases.js';
import { deliveriesOf } from './verification/deliveries.js';
import { isHere, LANGUAGES, type VerificationCode } from './verification/languages.js';

const pages = (await samplePages()).filter(({ file }) => file.startsWith('docs/verify/'));
const samples = pages.flatMap((page) => page.samples);

/** Of the connection, and not of the delivery. */
const OF_HTTP = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding']);

let deliveries: readonly Delivered[] = [];
let cases: readonly VerificationCase[] = [];
let folder: string | undefined;

beforeAll(async () => {
  const application = await DocsApplication.start();
  try {
    deliveries = await deliveriesOf(application);
  } finally {
    await application.stop();
  }
  cases = deliveries.flatMap(casesOf);
  folder = await mkdtemp(path.join(tmpdir(), 'posthorn-verify-'));
});
afterAll(() => (folder === undefined ? undefined : rm(folder, { recursive: true, force: true })));

/** The code of every dialect; the two of CloudEvents share a page. */
function codesIn(language: string): readonly VerificationCode[] {
  const found = samples.filter((sample) => sample.language === language && 'verify' in sample.attributes);
  return found.flatMap(({ attributes: { verify = '' }, text }) => {
    const dialects = verify === 'cloudevents' ? ['cloudevents', 'cloudevents-binary'] : [verify];
    return dialects.map((dialect) => ({ dialect, text }));
  });
}

describe('the verification code of the docs accepts what is delivered and nothing else', () => {
  it.each(LANGUAGES.map((language) => [language.name, language] as const))('in %s', async (name, language) => {
    const codes = codesIn(name);
    const all = createDialects().map((dialect) => dialect.name);
    expect(codes.map(({ dialect }) => dialect).sort()).toEqual([...all].sort());
    if (!isHere(language)) {
      process.stderr.write(`There is no ${language.program} here: the samples in ${name} are not run.\n`);
      return;
    }
    const answers = await language.verify(await mkdtemp(path.join(folder ?? '', `${name}-`)), codes, cases);
    const wrong = cases.filter(({ valid }, index) => answers[index] !== valid);
    expect(
      wrong.map((each) => `${each.dialect}: a delivery ${each.name} is ${each.valid ? 'refused' : 'accepted'}`),
    ).toEqual([]);
    expect(answers).toHaveLength(cases.length);
  });
});

describe('the requests that the pages show are those that are sent', () => {
  const shown = samples.flatMap((sample) => {
    const { request } = sample.attributes;
    return request === undefined ? [] : [[request, sample.text] as const];
  });

  it.each(shown)('%s', (dialect, text) => {
    const delivery = deliveries.find((candidate) => candidate.dialect === dialect);
    const [head = '', body = ''] = text.split('\n\n');
    const headers = head.split('\n').slice(1);
    const names = headers.map((line) => line.split(':')[0] ?? '');
    const sent = Object.keys(delivery?.headers ?? {}).filter((name) => !OF_HTTP.has(name.toLowerCase()));
    expect(names.sort()).toEqual(sent.sort());
    expect(headers.find((line) => line.startsWith('Content-Type'))).toBe(
      `Content-Type: ${delivery?.headers['Content-Type']}`,
    );
    expect(shapeOf(JSON.parse(body))).toEqual(shapeOf(JSON.parse(delivery?.body ?? '')));
  });
});

/** Names of the fields in their order, without what they hold; times and ids by their form. */
function shapeOf(value: unknown): unknown {
  if (typeof value === 'string')
    return value
      .replaceAll(/\d/g, '0')
      .replace(/^([a-z]+_).*$/, '$1…')
      .replace(/^[^T]*$/, 'text');
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.entries(value).map(([name, content]) => [name, shapeOf(content)]);
}
