// `styleText` of node:util decides by the real standard output, not by the one that a command is given.
const STYLES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

/** What a command writes on. */
export interface Output {
  readonly isTTY?: boolean;
  /** Width in characters, of a terminal. */
  readonly columns?: number;
  write(text: string): unknown;
}

export interface TerminalOptions {
  readonly json: boolean;
  /** Whether the user wants colours, where they can be shown. */
  readonly colours: boolean;
}

/**
 * Where a command speaks. Results go to standard output, so that they can be piped; what only a person wants to read
 * goes to standard error and is left out with `--json`. Each of the two is coloured if it is a terminal.
 */
export class Terminal {
  constructor(
    private readonly out: Output,
    private readonly err: Output,
    private readonly options: TerminalOptions,
  ) {}

  get json(): boolean {
    return this.options.json;
  }

  /** Standard error when it is a terminal that is not asked to be quiet: something may move on it. */
  get screen(): Output | undefined {
    return !this.json && this.err.isTTY === true ? this.err : undefined;
  }

  /** A line for people, on standard output. Nothing with `--json`. */
  line(text = ''): void {
    if (!this.json) this.out.write(`${this.shownOn(this.out, text)}\n`);
  }

  /** A remark beside the result, on standard error. Nothing with `--json`. */
  note(text: string): void {
    if (!this.json) this.err.write(`${this.shownOn(this.err, text)}\n`);
  }

  /** The result for programs: one line of JSON. Nothing without `--json`. */
  result(value: unknown): void {
    if (this.json) this.out.write(`${JSON.stringify(value)}\n`);
  }

  /** Text that is the result itself, such as a script of SQL. Nothing with `--json`. */
  text(text: string): void {
    if (!this.json) this.say(text);
  }

  /** Text for people that is shown whatever was asked for: the help. */
  say(text: string): void {
    this.out.write(this.shownOn(this.out, text.endsWith('\n') ? text : `${text}\n`));
  }

  /** The reason why the command failed. */
  failure(code: string, message: string): void {
    if (this.json) this.out.write(`${JSON.stringify({ error: { code, message } })}\n`);
    else this.note(`${this.red('error')} ${message}`);
  }

  good(text: string): string {
    return `${this.green('✓')} ${text}`;
  }

  bad(text: string): string {
    return `${this.red('✗')} ${text}`;
  }

  open(text: string): string {
    return `${this.yellow('•')} ${text}`;
  }

  readonly bold = (text: string): string => this.paint('bold', text);
  readonly dim = (text: string): string => this.paint('dim', text);
  readonly red = (text: string): string => this.paint('red', text);
  readonly green = (text: string): string => this.paint('green', text);
  readonly yellow = (text: string): string => this.paint('yellow', text);
  readonly cyan = (text: string): string => this.paint('cyan', text);

  /** Text that was painted for a terminal, for this output. */
  private shownOn({ isTTY }: Output, text: string): string {
    return isTTY === true ? text : plain(text);
  }

  private paint(style: keyof typeof STYLES, text: string): string {
    const shown = this.options.colours && (this.out.isTTY === true || this.err.isTTY === true);
    return shown ? `\u001B[${STYLES[style]}m${text}\u001B[0m` : text;
  }
}

// eslint-disable-next-line no-control-regex -- the escape character is what a colour begins with
const COLOUR = /\u001B\[\d+m/g;

/** The text without its colours. */
export function plain(text: string): string {
  return text.replaceAll(COLOUR, '');
}

// eslint-disable-next-line no-control-regex -- these are what must not reach a terminal
const CONTROL = /[\u0000-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** Text from elsewhere on one line: what it holds cannot move the cursor, colour or hide anything. */
export function harmless(text: string): string {
  return text.replaceAll(CONTROL, '·');
}
