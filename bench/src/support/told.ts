/** The other side of `startTalker`: what this program is told, and how it answers. */
export interface Told {
  readonly do: string;
  readonly [more: string]: unknown;
}

export const optionsOf = <Options>(): Options => JSON.parse(process.argv[2] ?? '{}') as Options;

export function say(message: { readonly said: string; readonly [more: string]: unknown }): void {
  process.send?.(message);
}

/** Orders are followed one at a time; `end`, and the end of the harness, call `onEnd` and end the program. */
export function follow(orders: Readonly<Record<string, (told: Told) => unknown>>, onEnd: () => Promise<void>): void {
  let ending: Promise<void> | undefined;
  const end = (): void => {
    ending ??= onEnd().finally(() => process.exit(0));
  };
  let work = Promise.resolve();
  process.on('message', (told: Told) => {
    if (told.do === 'end') end();
    else {
      work = work
        .then(async () => {
          await orders[told.do]?.(told);
        })
        .catch((error: unknown) => {
          console.error(error);
          process.exit(1);
        });
    }
  });
  process.on('disconnect', end);
  process.on('SIGTERM', end);
}
