import { ResolveError, type Resolver } from '@posthorn/egress';

/** A resolver that answers by a table; a list of lists is answered one after the other, the last one for ever. */
export class TableResolver implements Resolver {
  readonly asked: string[] = [];

  constructor(private readonly table: Readonly<Record<string, readonly string[] | (() => readonly string[])>>) {}

  async resolve(hostname: string): Promise<{ addresses: readonly string[]; source: 'dns' }> {
    this.asked.push(hostname);
    const entry = this.table[hostname];
    if (entry === undefined) throw new ResolveError('host_not_found', 'not in the table');
    return { addresses: typeof entry === 'function' ? entry() : entry, source: 'dns' };
  }
}
