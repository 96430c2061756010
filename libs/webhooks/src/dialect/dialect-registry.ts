import type { Dialect } from './dialect.js';

/** The dialects of one application, by name. Not a static: two applications in one process have two. */
export class DialectRegistry {
  private readonly byName = new Map<string, Dialect>();

  constructor(dialects: readonly Dialect[] = []) {
    for (const dialect of dialects) this.register(dialect);
  }

  /** @throws Error when another dialect has the name already */
  register(dialect: Dialect): void {
    const present = this.byName.get(dialect.name);
    if (present && present !== dialect) {
      throw new Error(`Two dialects are called "${dialect.name}". Give one of them another name.`);
    }
    this.byName.set(dialect.name, dialect);
  }

  get(name: string): Dialect | undefined {
    return this.byName.get(name);
  }

  names(): string[] {
    return [...this.byName.keys()];
  }
}
