import { lines } from './node.js';
import { TOLERANCE, type Recipe } from './recipe.js';

export function pythonCode(recipe: Recipe): string {
  const { header, timestamp, id, url, hash, encoding, prefix, several, key } = recipe;
  const needsBase64 = encoding === 'base64' || key === 'whsec';
  const front = url
    ? 'url.encode() + body'
    : [...(id === null ? [] : ['{id}']), ...(timestamp === null ? [] : ['{timestamp}'])]
        .map((part) => `${part}.`)
        .join('');
  const signed = url ? front : front === '' ? 'body' : `f"${front}".encode() + body`;
  const digest = encoding === 'hex' ? 'mac.hexdigest()' : 'base64.b64encode(mac.digest()).decode()';
  return lines(
    needsBase64 && 'import base64',
    'import hashlib',
    'import hmac',
    'import os',
    key === 'whsec' && 'import re',
    timestamp !== null && 'import time',
    '',
    `SECRET = os.environ["WEBHOOK_SECRET"]`,
    key === 'whsec' && `ENCODED = re.fullmatch(r"whsec_([A-Za-z0-9+/]{32,}={0,2})", SECRET)`,
    key === 'whsec' ? `KEY = base64.b64decode(ENCODED[1]) if ENCODED else SECRET.encode()` : `KEY = SECRET.encode()`,
    '',
    '',
    `def verify(headers, body: bytes${url ? ', url: str' : ''}) -> bool:`,
    `    """body: the raw bytes of the request; headers: found by name whatever the case."""`,
    timestamp === 'inside' && `    parts = dict(part.split("=", 1) for part in headers["${header}"].split(","))`,
    timestamp === 'inside' && `    timestamp, given = parts["t"], parts["v1"]`,
    id !== null && `    id = headers["${id}"]`,
    timestamp !== null && timestamp !== 'inside' && `    timestamp = headers["${timestamp}"]`,
    timestamp !== null && `    if abs(time.time() - int(timestamp)) > ${TOLERANCE}:`,
    timestamp !== null && `        return False`,
    `    mac = hmac.new(KEY, ${signed}, hashlib.${hash})`,
    `    expected = ${prefix === '' ? '' : `"${prefix}" + `}${digest}`,
    several
      ? `    return any(hmac.compare_digest(given, expected) for given in headers["${header}"].split(" "))`
      : `    return hmac.compare_digest(${timestamp === 'inside' ? 'given' : `headers["${header}"]`}, expected)`,
  );
}
