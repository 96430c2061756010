// What a program and its test say to each other. Alone in its file: the receiver loads no engine for it.

/** The options of a program, as the test handed them over. */
export function given<Options>(): Options {
  return JSON.parse(process.argv[2] ?? '{}') as Options;
}

/** One line for the test that started the program. */
export function say(what: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}
