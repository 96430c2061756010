/** `2026-01-15T12:30:00Z`, as the documents 000, 001 and 004 write times. */
export function isoSeconds(time: Date): string {
  return `${time.toISOString().slice(0, -5)}Z`;
}

/** `2026-01-15T12:30:00.123Z`, as 002, 003, Standard Webhooks and CloudEvents write them. */
export function isoMilliseconds(time: Date): string {
  return time.toISOString();
}
