/** What a page shows of an output: lines in their order, `…` for what differs from run to run. Others may stand between. */
export function missingLine(shown: string, printed: string): string | undefined {
  const lines = printed.split('\n').map(plain);
  let from = 0;
  for (const line of shown.split('\n').map(plain)) {
    if (line === '' || line === '…') continue;
    const found = lines.findIndex((candidate, index) => index >= from && fits(line, candidate));
    if (found < 0) return line;
    from = found + 1;
  }
  return undefined;
}

const plain = (line: string): string => line.replaceAll(/\s+/g, ' ').trim();

/** `…` stands for any text. */
export function fits(pattern: string, text: string): boolean {
  const parts = pattern.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text);
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

/**
 * What a page shows of a JSON answer: every field that is shown has to be there, texts fit with `…` as a wildcard, times
 * and numbers stand for any. Fields that are not shown do not matter.
 * @returns the path of the first difference
 */
export function jsonDifference(shown: unknown, real: unknown, at = '$'): string | undefined {
  if (Array.isArray(shown)) {
    if (!Array.isArray(real)) return `${at} is no list`;
    const different = shown.map((each, index) => jsonDifference(each, real[index], `${at}[${index}]`));
    return different.find((each) => each !== undefined);
  }
  if (typeof shown === 'object' && shown !== null) {
    if (typeof real !== 'object' || real === null) return `${at} is ${JSON.stringify(real)}`;
    for (const [key, value] of Object.entries(shown)) {
      if (!Object.hasOwn(real, key)) return `${at}.${key} is not there`;
      const different = jsonDifference(value, (real as Record<string, unknown>)[key], `${at}.${key}`);
      if (different !== undefined) return different;
    }
    return undefined;
  }
  const same =
    typeof shown === 'number'
      ? typeof real === 'number'
      : typeof shown === 'string'
        ? typeof real === 'string' && (fits(shown, real) || (TIME.test(shown) && TIME.test(real)))
        : shown === real;
  return same ? undefined : `${at} is ${JSON.stringify(real)}, not ${JSON.stringify(shown)}`;
}
