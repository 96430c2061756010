import { createInterface } from 'node:readline/promises';
import type { Invocation } from './command.js';
import { plain } from './terminal.js';

/** Whether there is a person to ask: the question and its answer go over a terminal. */
export function canAsk({ terminal, input }: Pick<Invocation, 'terminal' | 'input'>): boolean {
  return terminal.screen !== undefined && input.isTTY === true;
}

/** Asks on the terminal. An answer that never comes (Ctrl-D, the signal) is ''. */
export async function ask(
  { terminal, input }: Pick<Invocation, 'terminal' | 'input'>,
  question: string,
  signal?: AbortSignal,
): Promise<string> {
  const lines = createInterface({
    input: input as NodeJS.ReadStream,
    output: terminal.screen as NodeJS.WriteStream,
    terminal: false,
  });
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  try {
    terminal.screen?.write(`${plain(question)} `);
    return (await Promise.race([lines.question('', signal ? { signal } : {}), closed])).trim();
  } catch {
    return '';
  } finally {
    lines.close();
  }
}
