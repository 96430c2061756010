import { lines } from './node.js';
import { TOLERANCE, type Recipe } from './recipe.js';

export function phpCode(recipe: Recipe): string {
  const { header, timestamp, id, url, hash, encoding, prefix, several, key } = recipe;
  const signed = url
    ? '$url . $body'
    : [...(id === null ? [] : ["$id . '.'"]), ...(timestamp === null ? [] : ["$timestamp . '.'"]), '$body'].join(' . ');
  const mac =
    encoding === 'hex'
      ? `hash_hmac('${hash}', $signed, $key)`
      : `base64_encode(hash_hmac('${hash}', $signed, $key, true))`;
  return lines(
    '<?php',
    '',
    "/** $headers: names in lower case; $body: file_get_contents('php://input'). */",
    `function verify(array $headers, string $body${url ? ', string $url' : ''}): bool`,
    '{',
    "    $key = getenv('WEBHOOK_SECRET');",
    key === 'whsec' && "    if (preg_match('#^whsec_([A-Za-z0-9+/]{32,}={0,2})$#', $key, $found)) {",
    key === 'whsec' && '        $key = base64_decode($found[1]);',
    key === 'whsec' && '    }',
    timestamp === 'inside' && `    parse_str(strtr($headers['${header}'], ',', '&'), $parts);`,
    timestamp === 'inside' && "    ['t' => $timestamp, 'v1' => $given] = $parts;",
    id !== null && `    $id = $headers['${id}'];`,
    timestamp !== null && timestamp !== 'inside' && `    $timestamp = $headers['${timestamp}'];`,
    timestamp !== null && `    if (abs(time() - (int) $timestamp) > ${TOLERANCE}) {`,
    timestamp !== null && '        return false;',
    timestamp !== null && '    }',
    `    $signed = ${signed};`,
    `    $expected = ${prefix === '' ? '' : `'${prefix}' . `}${mac};`,
    several && `    foreach (explode(' ', $headers['${header}']) as $given) {`,
    several && '        if (hash_equals($expected, $given)) {',
    several && '            return true;',
    several && '        }',
    several && '    }',
    several
      ? '    return false;'
      : `    return hash_equals($expected, ${timestamp === 'inside' ? '$given' : `$headers['${header}']`});`,
    '}',
  );
}
