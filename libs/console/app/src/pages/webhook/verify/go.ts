import { lines } from './node.js';
import { TOLERANCE, type Recipe } from './recipe.js';

export function goCode(recipe: Recipe): string {
  const { header, timestamp, id, url, hash, encoding, prefix, several, key } = recipe;
  const base64 = encoding === 'base64' || key === 'whsec';
  const strings = several || timestamp === 'inside' || key === 'whsec';
  const digest =
    encoding === 'hex' ? 'hex.EncodeToString(mac.Sum(nil))' : 'base64.StdEncoding.EncodeToString(mac.Sum(nil))';
  return lines(
    'package webhooks',
    '',
    'import (',
    '\t"crypto/hmac"',
    `\t"crypto/${hash}"`,
    base64 && '\t"encoding/base64"',
    encoding === 'hex' && '\t"encoding/hex"',
    timestamp !== null && '\t"math"',
    '\t"net/http"',
    '\t"os"',
    timestamp !== null && '\t"strconv"',
    strings && '\t"strings"',
    timestamp !== null && '\t"time"',
    ')',
    '',
    'func key() []byte {',
    '\tsecret := os.Getenv("WEBHOOK_SECRET")',
    key === 'whsec' && '\tif encoded, found := strings.CutPrefix(secret, "whsec_"); found {',
    key === 'whsec' &&
      '\t\tif decoded, err := base64.StdEncoding.DecodeString(encoded); err == nil && len(decoded) >= 24 {',
    key === 'whsec' && '\t\t\treturn decoded',
    key === 'whsec' && '\t\t}',
    key === 'whsec' && '\t}',
    '\treturn []byte(secret)',
    '}',
    '',
    '// Verify takes the raw bytes of the request body.',
    `func Verify(header http.Header, body []byte${url ? ', url string' : ''}) bool {`,
    timestamp === 'inside' && '\tvar timestamp, given string',
    timestamp === 'inside' && `\tfor _, part := range strings.Split(header.Get("${header}"), ",") {`,
    timestamp === 'inside' && '\t\tif value, found := strings.CutPrefix(part, "t="); found {',
    timestamp === 'inside' && '\t\t\ttimestamp = value',
    timestamp === 'inside' && '\t\t} else if value, found := strings.CutPrefix(part, "v1="); found {',
    timestamp === 'inside' && '\t\t\tgiven = value',
    timestamp === 'inside' && '\t\t}',
    timestamp === 'inside' && '\t}',
    timestamp !== null && timestamp !== 'inside' && `\ttimestamp := header.Get("${timestamp}")`,
    timestamp !== null && '\tsent, err := strconv.ParseInt(timestamp, 10, 64)',
    timestamp !== null && `\tif err != nil || math.Abs(float64(time.Now().Unix()-sent)) > ${TOLERANCE} {`,
    timestamp !== null && '\t\treturn false',
    timestamp !== null && '\t}',
    `\tmac := hmac.New(${hash}.New, key())`,
    id !== null && `\tmac.Write([]byte(header.Get("${id}") + "."))`,
    timestamp !== null && '\tmac.Write([]byte(timestamp + "."))',
    url && '\tmac.Write([]byte(url))',
    '\tmac.Write(body)',
    `\texpected := ${prefix === '' ? '' : `"${prefix}" + `}${digest}`,
    several && `\tfor _, given := range strings.Split(header.Get("${header}"), " ") {`,
    several && '\t\tif hmac.Equal([]byte(given), []byte(expected)) {',
    several && '\t\t\treturn true',
    several && '\t\t}',
    several && '\t}',
    several
      ? '\treturn false'
      : `\treturn hmac.Equal([]byte(${timestamp === 'inside' ? 'given' : `header.Get("${header}")`}), []byte(expected))`,
    '}',
  );
}
