import { unopenedKeys } from '@posthorn/webhooks/secrets';
import { KEYS_VARIABLE, wrongKeys } from '../encryption-keys.js';
import type { Examined, Finding } from './finding.js';

/** Looks at the form of the keys, without showing them. */
export function checkEncryptionKeys(keys: readonly string[] | undefined): Finding {
  const check = 'encryption_keys';
  if (keys === undefined) {
    return { check, ok: null, detail: `${KEYS_VARIABLE} is not set here, so the keys were not looked at` };
  }
  const wrong = wrongKeys(keys);
  const ok = wrong.length === 0;
  return {
    check,
    ok,
    detail: ok
      ? `${keys.length} encryption ${keys.length === 1 ? 'key has' : 'keys have'} the right form`
      : `entry ${wrong.join(', ')} of ${KEYS_VARIABLE} is not base64 of 32 bytes`,
    ...(ok ? {} : { advice: 'posthorn keys generate prints a good one.' }),
  };
}

/** Whether the keys open what is sealed in the database: a key that was forgotten is found here and not when it is needed. */
export async function checkSealedValues(
  { database, schema }: Examined,
  keys: readonly string[] | undefined,
): Promise<Finding> {
  const check = 'sealed_values';
  if (keys === undefined || wrongKeys(keys).length > 0) {
    return { check, ok: null, detail: 'without usable keys it is not known whether sealed values open' };
  }
  const unopened = await unopenedKeys(database, schema, keys);
  if (unopened.length === 0) return { check, ok: true, detail: 'the keys open what is sealed' };
  const values = unopened.reduce((sum, each) => sum + each.values, 0);
  const ids = unopened.map(({ keyId }) => keyId).join(', ');
  return {
    check,
    ok: false,
    detail: `${values} sealed values do not open: they were sealed by key ${ids}, or moved from their rows`,
    advice: 'Put the key back behind the others (then posthorn keys reseal), or set these secrets again.',
  };
}
