const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof UNIT_MS;

/**
 * Reads `15s`, `5d`, `500ms`, `1.5h` or a bare number in the variable's own unit.
 * @returns milliseconds, or undefined when the text is no duration
 */
export function parseDuration(text: string, bareUnit: Unit): number | undefined {
  const match = /^(\d{1,12}(?:\.\d{1,3})?)\s*(ms|s|m|h|d)?$/.exec(text.trim());
  if (!match) return undefined;
  return Math.round(Number(match[1]) * UNIT_MS[(match[2] as Unit | undefined) ?? bareUnit]);
}
