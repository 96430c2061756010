import { Validator } from '@cfworker/json-schema';

/** What keeps a text from being the payload of a type. */
export interface Fault {
  /** Where, as a path with dots; '' is the payload as a whole. */
  readonly field: string;
  readonly message: string;
}

/**
 * The text as an object, and what is wrong with it. The check interprets the schema: the policy of the page lets nothing
 * compile one. The server checks again, and its word counts.
 */
export function checkPayload(
  text: string,
  schema: object | null,
): { data: Record<string, unknown> | null; faults: Fault[] } {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return {
      data: null,
      faults: [{ field: '', message: error instanceof Error ? error.message : 'This is not JSON.' }],
    };
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    return { data: null, faults: [{ field: '', message: 'A payload is a JSON object.' }] };
  }
  const record = data as Record<string, unknown>;
  if (schema === null) return { data: record, faults: [] };
  const { errors } = new Validator(schema, '2020-12', false).validate(record);
  // An error inside a value is told for each value around it too: the innermost says what to do.
  const innermost = errors.filter(
    ({ instanceLocation, keyword }) =>
      keyword !== 'properties' &&
      keyword !== 'items' &&
      !errors.some((other) => other.instanceLocation.startsWith(`${instanceLocation}/`)),
  );
  return {
    data: record,
    faults: innermost.map(({ instanceLocation, error }) => ({
      field: instanceLocation.replace(/^#\/?/, '').replaceAll('/', '.'),
      message: error,
    })),
  };
}
