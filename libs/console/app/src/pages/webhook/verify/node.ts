import { TOLERANCE, type Recipe } from './recipe.js';

export function nodeCode(recipe: Recipe): string {
  const { header, timestamp, id, url, hash, encoding, prefix, several, key } = recipe;
  const parts = [
    ...(id === null ? [] : ['${id}']),
    ...(timestamp === null ? [] : ['${timestamp}']),
    ...(url ? ['${url}'] : []),
  ];
  const front = url ? '${url}' : parts.map((part) => `${part}.`).join('');
  return lines(
    `import { createHmac, timingSafeEqual } from 'node:crypto';`,
    '',
    key === 'whsec' && `const encoded = /^whsec_([A-Za-z0-9+/]{32,}={0,2})$/.exec(process.env.WEBHOOK_SECRET)?.[1];`,
    key === 'whsec'
      ? `const key = encoded ? Buffer.from(encoded, 'base64') : process.env.WEBHOOK_SECRET;`
      : `const key = process.env.WEBHOOK_SECRET;`,
    '',
    url ? `/** url: the webhook's own, as it is registered. */` : false,
    `/** body: the raw bytes of the request, before any JSON parser. */`,
    `export function verify(headers, body${url ? ', url' : ''}) {`,
    timestamp === 'inside' && `  const { t: timestamp, v1: given } = Object.fromEntries(`,
    timestamp === 'inside' && `    headers['${header}'].split(',').map((part) => part.split('=')),`,
    timestamp === 'inside' && `  );`,
    id !== null && `  const id = headers['${id}'];`,
    timestamp !== null && timestamp !== 'inside' && `  const timestamp = headers['${timestamp}'];`,
    timestamp !== null && `  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) < ${TOLERANCE})) return false;`,
    `  const hmac = createHmac('${hash}', key)${front === '' ? '' : `.update(\`${front}\`)`}.update(body);`,
    `  const expected = Buffer.from(${prefix === '' ? '' : `'${prefix}' + `}hmac.digest('${encoding}'));`,
    several
      ? `  return headers['${header}'].split(' ').some((given) => same(Buffer.from(given), expected));`
      : `  return same(Buffer.from(${timestamp === 'inside' ? 'given' : `headers['${header}']`}), expected);`,
    `}`,
    '',
    `const same = (a, b) => a.length === b.length && timingSafeEqual(a, b);`,
  );
}

/** Leaves out what is false. */
export function lines(...text: readonly (string | false)[]): string {
  return text.filter((line) => line !== false).join('\n');
}
