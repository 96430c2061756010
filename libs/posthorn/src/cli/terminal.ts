// `styleText` of node:util decides by the real standard output, not by the one that a command is given.
const STYLES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;

/** What a command writes on. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Where a command speaks. Results go to standard output, so that they can be piped; what only a person wants to read
 * goes to standard error and is left out with `--json`.
 */
export class Terminal {
  constructor(
    private readonly out: Output,
    private readonly err: Output,
    private readonly options: { readonly json: boolean; readonly colours: boolean },
  ) {}

  get json(): boolean {
    return this.options.json;
  }

  /** A line for people, on standard output. Nothing with `--json`. */
  line(text = ''): void {
    if (!this.json) this.out.write(`${text}\n`);
  }

  /** A remark beside the result, on standard error. Nothing with `--json`. */
  note(text: string): void {
    if (!this.json) this.err.write(`${text}\n`);
  }

  /** The result for programs: one line of JSON. Nothing without `--json`. */
  result(value: unknown): void {
    if (this.json) this.out.write(`${JSON.stringify(value)}\n`);
  }

  /** Text that is the result itself, such as a script of SQL. Nothing with `--json`. */
  text(text: string): void {
    if (!this.json) this.out.write(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** The reason why the command failed. */
  failure(code: string, message: string): void {
    if (this.json) this.out.write(`${JSON.stringify({ error: { code, message } })}\n`);
    else this.err.write(`${this.paint('red', 'error')} ${message}\n`);
  }

  good(text: string): string {
    return `${this.paint('green', '✓')} ${text}`;
  }

  bad(text: string): string {
    return `${this.paint('red', '✗')} ${text}`;
  }

  open(text: string): string {
    return `${this.paint('yellow', '•')} ${text}`;
  }

  bold(text: string): string {
    return this.paint('bold', text);
  }

  dim(text: string): string {
    return this.paint('dim', text);
  }

  private paint(style: keyof typeof STYLES, text: string): string {
    return this.options.colours ? `\u001B[${STYLES[style]}m${text}\u001B[0m` : text;
  }
}
