import { describe, expect, it, jest } from '@jest/globals';
import { untilInterrupted } from './command.js';

describe('an interruption', () => {
  it('ends the work in its own time, and is not heard a second time, so that another one ends the program', async () => {
    jest.useFakeTimers();
    try {
      const listeners = new Set<() => void>();
      const onInterrupt = (listener: () => void) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      };
      let answered: (text: string) => void = () => undefined;
      const answer = new Promise<string>((resolve) => (answered = resolve));
      const work = untilInterrupted({ onInterrupt }, async (signal) => `${await answer} ${String(signal.aborted)}`);
      // npx passes on what the terminal has sent to both already.
      for (let times = 0; times < 2; times += 1) for (const press of listeners) press();
      expect(listeners.size).toBe(1);
      jest.advanceTimersByTime(1000);
      expect(listeners.size).toBe(0);
      answered('done');
      expect(await work).toBe('done true');
    } finally {
      jest.useRealTimers();
    }
  });
});
