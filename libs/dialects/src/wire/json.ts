/** A text that is JSON already and goes into the body as it is. */
export type JsonText = string;

export const JSON_TYPE = { 'Content-Type': 'application/json' } as const;

/**
 * An object from fields whose values are JSON texts, without parsing them: the frozen payload is concatenated, which
 * costs a fifth of printing it again. The names must not look like array indexes, or the text would not be what
 * `JSON.stringify(JSON.parse(text))` gives.
 */
export function objectText(fields: Readonly<Record<string, JsonText>>): string {
  let text = '';
  for (const name in fields) text += `${text === '' ? '{' : ','}"${name}":${fields[name] ?? 'null'}`;
  return `${text}}`;
}

export function quoted(text: string | null): JsonText {
  return JSON.stringify(text);
}

/** The payload as an object. Its text was made by `JSON.stringify`, so its root is one. */
export function parsedData(data: JsonText): Readonly<Record<string, unknown>> {
  return JSON.parse(data) as Readonly<Record<string, unknown>>;
}
