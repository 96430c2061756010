const TOKEN = /"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s{}[\],:"]+/g;
const STEP = '  ';
/** Marks that turn the direction of what follows them: a payload could be read as something that it does not say. */
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * JSON in lines, undefined when it is none. Only the blanks change: a number beyond 2^53, a repeated key and the order of
 * keys are what they were, which reading and writing it again would not keep.
 */
export function layOutJson(text: string): string | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  const pieces: string[] = [];
  let depth = 0;
  const line = (): string => `\n${STEP.repeat(depth)}`;
  let before = '';
  for (const [token] of text.matchAll(TOKEN)) {
    const closes = token === '}' || token === ']';
    if (closes) depth -= 1;
    const follows = before === '{' || before === '[';
    if (closes ? !follows : follows || before === ',') pieces.push(line());
    pieces.push(token === ':' ? ': ' : token);
    if (token === '{' || token === '[') depth += 1;
    before = token;
  }
  return pieces.join('');
}

/** The same JSON, with what would turn its direction on the screen written as escapes. */
export function withoutTurns(json: string): string {
  return json.replaceAll(TURNS, (mark) => String.raw`\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
