import { lines } from './node.js';
import { TOLERANCE, type Recipe } from './recipe.js';

export function rubyCode(recipe: Recipe): string {
  const { header, timestamp, id, url, hash, encoding, prefix, several, key } = recipe;
  const front = url
    ? '#{url}'
    : [...(id === null ? [] : ['#{id}.']), ...(timestamp === null ? [] : ['#{timestamp}.'])].join('');
  const algorithm = hash.toUpperCase();
  const mac =
    encoding === 'hex'
      ? `OpenSSL::HMAC.hexdigest('${algorithm}', KEY, signed)`
      : `[OpenSSL::HMAC.digest('${algorithm}', KEY, signed)].pack('m0')`;
  const given = timestamp === 'inside' ? 'given' : `headers['${header}']`;
  return lines(
    "require 'openssl'",
    '',
    "SECRET = ENV.fetch('WEBHOOK_SECRET')",
    key === 'whsec' && 'ENCODED = SECRET[%r{\\Awhsec_([A-Za-z0-9+/]{32,}={0,2})\\z}, 1]',
    key === 'whsec' ? "KEY = ENCODED ? ENCODED.unpack1('m0') : SECRET" : 'KEY = SECRET',
    '',
    '# body: request.raw_post; headers: found by name whatever the case, as request.headers does',
    `def verify(headers, body${url ? ', url' : ''})`,
    timestamp === 'inside' && `  parts = headers['${header}'].split(',').to_h { |part| part.split('=', 2) }`,
    timestamp === 'inside' && "  timestamp, given = parts.values_at('t', 'v1')",
    id !== null && `  id = headers['${id}']`,
    timestamp !== null && timestamp !== 'inside' && `  timestamp = headers['${timestamp}']`,
    timestamp !== null && `  return false if (Time.now.to_i - timestamp.to_i).abs > ${TOLERANCE}`,
    '',
    front === '' ? '  signed = body' : `  signed = "${front}".b + body.b`,
    `  expected = ${prefix === '' ? '' : `'${prefix}' + `}${mac}`,
    several ? `  headers['${header}'].split.any? { |given| same?(given, expected) }` : `  same?(${given}, expected)`,
    'end',
    '',
    'def same?(given, expected)',
    '  given.bytesize == expected.bytesize && OpenSSL.fixed_length_secure_compare(given, expected)',
    'end',
  );
}
