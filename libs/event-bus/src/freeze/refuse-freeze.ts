import { PublishError } from '../publish/publish.errors.js';
import type { FreezeErrorCode } from '../publish/publish.errors.js';

/** @throws PublishError naming the place in the payload, what is wrong there and what to use instead */
export function refuseFreeze(
  code: FreezeErrorCode,
  path: string,
  problem: string,
  expected: string,
  cause?: unknown,
): never {
  const place = path === '' ? 'The payload' : `The payload's "${path}"`;
  throw new PublishError(code, `${place} ${problem}; use ${expected}`, {
    entries: [{ path, message: problem, expected }],
    ...(cause === undefined ? {} : { cause }),
  });
}
