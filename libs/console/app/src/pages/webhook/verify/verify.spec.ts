import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { DIALECTS } from '../../../lib/dialects.js';
import { LANGUAGES } from './languages.js';
import { nodeCode } from './node.js';
import { recipeOf, type Recipe } from './recipe.js';
import { workedSignature } from './work-through.js';

const SECRET = 'whsec_c2FtcGxlIHNlY3JldCBvZiBhIHByZXZpZXchISE=';
const URL_OF_WEBHOOK = 'https://example.com/hooks';
const BODY = '{"id":"evt_1","name":"Zoë"}';

/** A request signed by the rules of the recipe, written down independently of the code that is tested. */
function signed(recipe: Recipe): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const key = recipe.key === 'whsec' ? Buffer.from(SECRET.slice(6), 'base64') : SECRET;
  const front = [recipe.id && 'evt_1', recipe.timestamp && timestamp].filter(Boolean).map((part) => `${String(part)}.`);
  const text = `${front.join('')}${recipe.url ? URL_OF_WEBHOOK : ''}${BODY}`;
  const signature = recipe.prefix + createHmac(recipe.hash, key).update(text).digest(recipe.encoding);
  return {
    [recipe.header]: recipe.timestamp === 'inside' ? `t=${timestamp},v1=${signature}` : signature,
    ...(recipe.timestamp && recipe.timestamp !== 'inside' ? { [recipe.timestamp]: timestamp } : {}),
    ...(recipe.id ? { [recipe.id]: 'evt_1' } : {}),
  };
}

type Verify = (headers: Record<string, string>, body: Buffer, url: string) => boolean;

async function compiled(recipe: Recipe): Promise<Verify> {
  const source = `${nodeCode(recipe)}\n// ${recipe.header} ${recipe.key}`;
  const module: unknown = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  return (module as { verify: Verify }).verify;
}

describe('verification code', () => {
  it.each(DIALECTS.map(({ name, scheme }) => [name, recipeOf(scheme)] as const))(
    'of %s accepts what was signed and nothing else',
    async (_name, recipe) => {
      process.env['WEBHOOK_SECRET'] = SECRET;
      const verify = await compiled(recipe);
      const headers = signed(recipe);
      expect(verify(headers, Buffer.from(BODY), URL_OF_WEBHOOK)).toBe(true);
      expect(verify(headers, Buffer.from(`${BODY} `), URL_OF_WEBHOOK)).toBe(false);
      if (recipe.url) expect(verify(headers, Buffer.from(BODY), `${URL_OF_WEBHOOK}/`)).toBe(false);
      if (recipe.timestamp !== null && recipe.timestamp !== 'inside') {
        expect(verify({ ...headers, [recipe.timestamp]: '1' }, Buffer.from(BODY), URL_OF_WEBHOOK)).toBe(false);
      }
    },
  );

  it('names the header of the dialect in every language', () => {
    for (const { scheme } of DIALECTS) {
      const recipe = recipeOf(scheme);
      for (const { code } of LANGUAGES) expect(code(recipe)).toContain(recipe.header);
    }
  });

  it('takes a request apart as a receiver would', () => {
    const recipe = recipeOf({ kind: 'standard-webhooks' });
    const headers = {
      'Webhook-Id': 'evt_1',
      'Webhook-Timestamp': '17',
      'Webhook-Signature': 'v1,abc= v1a,def v1,ghi=',
    };
    expect(workedSignature(recipe, { url: URL_OF_WEBHOOK, headers, body: BODY })).toEqual({
      header: 'v1,abc= v1a,def v1,ghi=',
      given: ['abc=', 'ghi='],
      signed: `evt_1.17.${BODY}`,
    });
    expect(workedSignature(recipe, { url: URL_OF_WEBHOOK, headers: {}, body: BODY })).toBeNull();
    const pair = recipeOf({ kind: 'timestamp-pair', header: 'X-Signature' });
    expect(workedSignature(pair, { url: '', headers: { 'x-signature': 't=17,v1=abc' }, body: BODY })).toMatchObject({
      given: ['abc'],
      signed: `17.${BODY}`,
    });
  });
});
