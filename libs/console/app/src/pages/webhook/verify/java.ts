import { lines } from './node.js';
import { TOLERANCE, type Recipe } from './recipe.js';

export function javaCode(recipe: Recipe): string {
  const { header, timestamp, id, url, hash, encoding, prefix, several, key } = recipe;
  const algorithm = hash === 'sha1' ? 'HmacSHA1' : 'HmacSHA256';
  const needsBase64 = encoding === 'base64' || key === 'whsec';
  const digest =
    encoding === 'hex'
      ? 'HexFormat.of().formatHex(mac.doFinal(body))'
      : 'Base64.getEncoder().encodeToString(mac.doFinal(body))';
  return lines(
    'import java.nio.charset.StandardCharsets;',
    'import java.security.GeneralSecurityException;',
    'import java.security.MessageDigest;',
    needsBase64 && 'import java.util.Base64;',
    encoding === 'hex' && 'import java.util.HexFormat;',
    'import java.util.function.UnaryOperator;',
    'import javax.crypto.Mac;',
    'import javax.crypto.spec.SecretKeySpec;',
    '',
    'final class Webhooks {',
    '    private static byte[] key() {',
    '        String secret = System.getenv("WEBHOOK_SECRET");',
    key === 'whsec' &&
      '        if (secret.matches("whsec_[A-Za-z0-9+/]{32,}={0,2}")) return Base64.getDecoder().decode(secret.substring(6));',
    '        return secret.getBytes(StandardCharsets.UTF_8);',
    '    }',
    '',
    '    /** header: finds a header by its name, such as request::getHeader; body: the raw bytes. */',
    `    static boolean verify(UnaryOperator<String> header, byte[] body${url ? ', String url' : ''}) throws GeneralSecurityException {`,
    timestamp === 'inside' && '        String timestamp = "", given = "";',
    timestamp === 'inside' && `        for (String part : header.apply("${header}").split(",")) {`,
    timestamp === 'inside' && '            if (part.startsWith("t=")) timestamp = part.substring(2);',
    timestamp === 'inside' && '            if (part.startsWith("v1=")) given = part.substring(3);',
    timestamp === 'inside' && '        }',
    timestamp !== null && timestamp !== 'inside' && `        String timestamp = header.apply("${timestamp}");`,
    timestamp !== null &&
      `        if (Math.abs(System.currentTimeMillis() / 1000 - Long.parseLong(timestamp)) > ${TOLERANCE}) return false;`,
    `        Mac mac = Mac.getInstance("${algorithm}");`,
    `        mac.init(new SecretKeySpec(key(), "${algorithm}"));`,
    id !== null && `        mac.update(bytes(header.apply("${id}") + "."));`,
    timestamp !== null && '        mac.update(bytes(timestamp + "."));',
    url && '        mac.update(bytes(url));',
    `        String expected = ${prefix === '' ? '' : `"${prefix}" + `}${digest};`,
    several && `        for (String given : header.apply("${header}").split(" ")) {`,
    several && '            if (MessageDigest.isEqual(bytes(given), bytes(expected))) return true;',
    several && '        }',
    several
      ? '        return false;'
      : `        return MessageDigest.isEqual(bytes(${timestamp === 'inside' ? 'given' : `header.apply("${header}")`}), bytes(expected));`,
    '    }',
    '',
    '    private static byte[] bytes(String text) {',
    '        return text.getBytes(StandardCharsets.UTF_8);',
    '    }',
    '}',
  );
}
