/**
 * An array literal of PostgreSQL that leaves out what goes without saying: where all elements are the same it has one,
 * and where all of them are `missing` it has none. Half of the columns of an outcome are like that in nearly every batch.
 */
export class CompactArray {
  private text = '';
  private first = '';
  private length = 0;
  private isUniform = true;

  /** @param missing the element that an empty array stands for, null where there is none */
  constructor(private readonly missing: string | null = null) {}

  /** @param element as it is written in the literal: quoted where it has to be */
  add(element: string): void {
    if (this.length === 0) this.first = element;
    else if (!this.isUniform) this.text += `,${element}`;
    else if (element !== this.first) {
      this.isUniform = false;
      this.text = `${`${this.first},`.repeat(this.length)}${element}`;
    }
    this.length++;
  }

  toString(): string {
    if (!this.isUniform) return `{${this.text}}`;
    if (this.length === 0 || this.first === this.missing) return '{}';
    // An empty array means `missing`, one element means all of them only where nothing may be missing.
    return this.missing === null ? `{${this.first}}` : `{${`${this.first},`.repeat(this.length - 1)}${this.first}}`;
  }
}
