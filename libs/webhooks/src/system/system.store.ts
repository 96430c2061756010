import { Inject, Injectable } from '@nestjs/common';
import type { Database } from '@posthorn/database';
import { DATABASE, SCHEMA } from '../webhooks.tokens.js';

export interface ProcessRow {
  readonly id: string;
  readonly role: string;
  readonly host: string;
  readonly version: string;
  readonly started_at: Date;
}

export interface Backlog {
  readonly outbox: number;
  readonly queue: number;
  readonly leases: number;
}

/** SQL of what an operator looks at. */
@Injectable()
export class SystemStore {
  private readonly sql: ReturnType<typeof statements>;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(SCHEMA) schema: string,
  ) {
    this.sql = statements(schema);
  }

  async processes(): Promise<ProcessRow[]> {
    return (await this.database.query<ProcessRow>(this.sql.processes)).rows;
  }

  /** Exact up to ten thousand: an operator needs to know that it is many, and counting millions takes seconds. */
  async backlog(): Promise<Backlog> {
    return (await this.database.query<Backlog>(this.sql.backlog)).rows[0] ?? { outbox: 0, queue: 0, leases: 0 };
  }
}

function statements(s: string) {
  const counted = (table: string): string =>
    `(select count(*)::integer from (select 1 from ${s}.${table} limit 10000) t)`;
  return {
    processes: `select id, role, host, version, started_at from ${s}.processes where expires_at > now() order by ordinal`,
    backlog: `select ${counted('outbox')} as outbox, ${counted('queue')} as queue, ${counted('leases')} as leases`,
  } as const;
}
