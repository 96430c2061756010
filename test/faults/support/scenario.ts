import { it } from '@jest/globals';
import { Arena, type ArenaDatabase } from './arena.js';

/** Scenarios of a file that run beside each other: most of their time they wait for a lease or a deadline. */
const BESIDE = 3;
let running = 0;
const waiting: (() => void)[] = [];

/** A test with an arena of its own: database, receiver, processes. Everything is ended with it. */
export function scenario<Used extends ArenaDatabase = ArenaDatabase>(
  name: string,
  work: (arena: Arena, database: Used) => Promise<void>,
  open?: () => Promise<Used>,
): void {
  it.concurrent(name, async () => {
    if (running >= BESIDE) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      const database = await open?.();
      const arena = await Arena.open(database);
      try {
        await work(arena, arena.database as Used);
      } finally {
        await arena.close();
      }
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  });
}
