import { InvalidInputError, isTooDeep, MalformedRequestError } from '@posthorn/webhooks';

/** A request body of which nothing is known yet. Fields that an API does not know are ignored, as the real ones do. */
export type JsonBody = Readonly<Record<string, unknown>>;

/** @throws MalformedRequestError when the body is not an object, InvalidInputError when it is nested too deeply */
export function bodyOf(body: unknown): JsonBody {
  if (body === undefined || body === null || body === '') return {};
  if (typeof body === 'object' && !Array.isArray(body)) {
    if (isTooDeep(body)) throw InvalidInputError.of('', 'too_deep', 'The body is nested too deeply.');
    return body as JsonBody;
  }
  throw new MalformedRequestError('malformed_body', 'The body has to be a JSON object.');
}

/**
 * The value of a field that goes by several names.
 * @throws InvalidInputError when two of them say different things
 */
export function oneOf(body: JsonBody, ...names: readonly string[]): unknown {
  const given = names.filter((name) => Object.hasOwn(body, name) && body[name] !== undefined);
  const [first, ...others] = given;
  if (first === undefined) return undefined;
  const contrary = others.find((name) => JSON.stringify(body[name]) !== JSON.stringify(body[first]));
  if (contrary === undefined) return body[first];
  throw InvalidInputError.of(contrary, 'conflicting_fields', `"${first}" and "${contrary}" say different things.`);
}

/** Without the fields that are undefined, so that absent stays absent. */
export function present(fields: JsonBody): JsonBody {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
