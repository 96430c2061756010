import { lines } from './node.js';
import type { Recipe } from './recipe.js';

/** Sends a signed request to a receiver of one's own: to see it accept one. */
export function curlCode(recipe: Recipe): string {
  const { header, timestamp, id, url, hash, encoding, prefix, key } = recipe;
  const front = url ? '%s' : [...(id === null ? [] : ['%s.']), ...(timestamp === null ? [] : ['%s.'])].join('');
  const values = [
    ...(id === null ? [] : ['"$id"']),
    ...(timestamp === null ? [] : ['"$timestamp"']),
    ...(url ? ['"$url"'] : []),
    '"$body"',
  ];
  const keyed = key === 'whsec' ? '-mac HMAC -macopt "hexkey:$key"' : '-hmac "$WEBHOOK_SECRET"';
  const digest =
    encoding === 'hex'
      ? `openssl dgst -${hash} ${keyed} -r | cut -d ' ' -f 1`
      : `openssl dgst -${hash} ${keyed} -binary | base64`;
  const value = timestamp === 'inside' ? 't=$timestamp,v1=$signature' : `${prefix}$signature`;
  return lines(
    '# Signs a request as Posthorn does and sends it to your receiver.',
    'url=http://localhost:8080/webhooks',
    `body='{"hello":"world"}'`,
    id !== null && 'id=evt_example',
    timestamp !== null && 'timestamp=$(date +%s)',
    key === 'whsec' && 'case "$WEBHOOK_SECRET" in',
    key === 'whsec' &&
      `  whsec_*) key=$(printf %s "\${WEBHOOK_SECRET#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \\n') ;;`,
    key === 'whsec' && `  *) key=$(printf %s "$WEBHOOK_SECRET" | od -An -v -tx1 | tr -d ' \\n') ;;`,
    key === 'whsec' && 'esac',
    `signature=$(printf '${front}%s' ${values.join(' ')} | ${digest})`,
    '',
    'curl -i -X POST "$url" \\',
    `  -H 'Content-Type: application/json' \\`,
    id !== null && `  -H "${id}: $id" \\`,
    timestamp !== null && timestamp !== 'inside' && `  -H "${timestamp}: $timestamp" \\`,
    `  -H "${header}: ${value}" \\`,
    '  --data-raw "$body"',
  );
}
