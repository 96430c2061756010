let lastSecond = NaN;
let lastText = '';

/** Events come in the order of their times, so that the text of a second serves many of them: 0.1 µs against 0.9. */
function textOfSecond(second: number): string {
  if (second !== lastSecond) {
    lastText = new Date(second * 1000).toISOString().slice(0, -5);
    lastSecond = second;
  }
  return lastText;
}

/** `2026-01-15T12:30:00Z`, as the documents 000, 001 and 004 write times. */
export function isoSeconds(time: Date): string {
  return `${textOfSecond(Math.floor(time.getTime() / 1000))}Z`;
}

/** `2026-01-15T12:30:00.123Z`, as 002, 003, Standard Webhooks and CloudEvents write them. */
export function isoMilliseconds(time: Date): string {
  const now = time.getTime();
  const second = Math.floor(now / 1000);
  const rest = now - second * 1000;
  return `${textOfSecond(second)}.${rest < 100 ? (rest < 10 ? '00' : '0') : ''}${rest}Z`;
}
