/**
 * One process for the programs of a page: imports the modules that the test names, one after the other, and says how each
 * ended. What a module leaves running (a server) goes on until the page is done.
 */
import { pathToFileURL } from 'node:url';

/** What fails beside the import, such as a promise that nobody awaits. */
let failure;
for (const kind of ['uncaughtException', 'unhandledRejection']) {
  process.on(kind, (error) => {
    failure ??= error;
  });
}

process.on('message', ({ file, surroundings, check }) => {
  void (async () => {
    try {
      const sample = await import(pathToFileURL(file).href);
      if (check) await callCheck(await import(pathToFileURL(surroundings).href), check, sample);
      // What was thrown beside it is known after a turn.
      await new Promise((resolve) => setImmediate(resolve));
      if (failure !== undefined) throw failure;
      process.send({ ok: true });
    } catch (error) {
      failure = undefined;
      const { stack, message } = error instanceof Error ? error : { message: String(error) };
      process.send({ ok: false, error: stack ?? message });
    }
  })();
});
process.on('disconnect', () => process.exit(0));
process.send({ ready: true });

async function callCheck(surroundings, name, sample) {
  const check = surroundings[name];
  if (typeof check !== 'function') throw new Error(`The surroundings export no check "${name}".`);
  await check(sample);
}
