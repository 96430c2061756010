/** The last so many texts. */
export class Remembered {
  private readonly texts = new Set<string>();

  constructor(private readonly limit: number) {}

  /** @returns whether it is new */
  add(text: string): boolean {
    if (this.texts.has(text)) return false;
    this.texts.add(text);
    for (const oldest of this.texts) {
      if (this.texts.size <= this.limit) break;
      this.texts.delete(oldest);
    }
    return true;
  }
}
