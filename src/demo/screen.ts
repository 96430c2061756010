const colours = process.stdout.isTTY && !process.env['NO_COLOR'];
const paint =
  (code: number) =>
  (text: string): string =>
    colours ? `\u001B[${code}m${text}\u001B[0m` : text;

export const bold = paint(1);
export const dim = paint(2);
const red = paint(31);
const green = paint(32);
const yellow = paint(33);

/** A step of the story, as a heading. */
export function heading(text: string): void {
  console.log(`\n${bold(text)}`);
}

/** Something the demo did, and what came of it. */
export function done(what: string, result: string): void {
  console.log(`  ${what.padEnd(44)} ${dim(result)}`);
}

/** A request that the receiver got and verified. */
export function received(who: string, what: string, details: string): void {
  console.log(`    ${green('✓')} ${who.padEnd(18)} ${what.padEnd(18)} ${dim(details)}`);
}

/** A request that the receiver refused on purpose. */
export function refused(who: string, what: string, details: string): void {
  console.log(`    ${yellow('↻')} ${who.padEnd(18)} ${what.padEnd(18)} ${dim(details)}`);
}

/** Something that should not have happened. */
export function wrong(text: string): void {
  console.log(`    ${red('✗')} ${text}`);
}

export function verdict(good: boolean, text: string): void {
  console.log(`\n${good ? green(text) : red(text)}`);
}

/** `840 ms`, `1.2 s` */
export function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
