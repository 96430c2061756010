import { describe, expect, it } from '@jest/globals';
import { Progress } from './progress.js';
import { plain, Terminal } from './terminal.js';

function drawn(columns: number | undefined): string {
  const shown: string[] = [];
  const screen = {
    isTTY: true,
    write: (text: string) => shown.push(text),
    ...(columns === undefined ? {} : { columns }),
  };
  const terminal = new Terminal(screen, screen, { json: false, colours: true });
  new Progress(terminal, 'recovering', () => 0).update(1200, 2400);
  return plain(shown.join('')).replace('\r\u001B[2K', '');
}

describe('the progress of long work', () => {
  it('stays on one line of a narrow terminal, which could not be drawn over otherwise', () => {
    for (const columns of [40, 48, 60, 120]) {
      expect(drawn(columns).length).toBeLessThan(columns);
      expect(drawn(columns)).toMatch(/^recovering ━* 50% 1200\/2400, \d+\/s$/);
    }
    expect(drawn(120)).toContain('━'.repeat(24));
    expect(drawn(undefined)).toHaveLength(drawn(120).length);
  });
});
