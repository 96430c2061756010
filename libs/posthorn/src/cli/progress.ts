import type { Terminal } from './terminal.js';

const WIDTH = 24;
const FRAME_MS = 80;
/** Between two lines where nothing may move: a log of a deployment stays short. */
const LINE_MS = 5000;

/**
 * Shows how far long work is: a bar on a terminal, a line now and then in a log, nothing with `--json`.
 */
export class Progress {
  private drawnAt = -Infinity;
  private readonly startedAt: number;

  /** @param now milliseconds of a clock that never goes back */
  constructor(
    private readonly terminal: Terminal,
    private readonly label: string,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.startedAt = now();
    this.drawnAt = terminal.screen ? -Infinity : this.startedAt;
  }

  /** @param total null: not known */
  update(done: number, total: number | null): void {
    const at = this.now();
    const { screen } = this.terminal;
    if (at - this.drawnAt < (screen ? FRAME_MS : LINE_MS)) return;
    this.drawnAt = at;
    const counted = total === null ? `${done}` : `${done}/${total}`;
    const rate = `${Math.round(done / Math.max((at - this.startedAt) / 1000, 0.001))}/s`;
    if (!screen) {
      this.terminal.note(`${this.label} ${counted}`);
      return;
    }
    const part = total === null || total === 0 ? 0 : Math.min(done / total, 1);
    const percent = total === null ? '' : ` ${Math.floor(part * 100)}%`;
    const facts = `${counted}, ${rate}`;
    // A line that wraps cannot be drawn over: the bar takes what the words leave of a narrow terminal.
    const room = (screen.columns ?? 80) - 1 - `${this.label} ${percent} ${facts}`.length;
    const width = Math.max(0, Math.min(WIDTH, room));
    const filled = Math.round(part * width);
    const bar = this.terminal.green('━'.repeat(filled)) + this.terminal.dim('━'.repeat(width - filled));
    screen.write(`\r\u001B[2K${this.label} ${bar}${percent} ${this.terminal.dim(facts)}`);
  }

  /** Takes the bar away, so that what follows stands on a line of its own. */
  end(): void {
    this.terminal.screen?.write('\r\u001B[2K');
  }
}
