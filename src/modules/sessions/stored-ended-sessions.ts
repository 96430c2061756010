import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, LessThan } from 'typeorm';

import { EndedSessions, type Session } from '../../auth/index.js';
import { EndedSession } from './ended-session.entity.js';

/** Well below the 5 s within which every process has to feel that a session has ended. */
const REMEMBER_MS = 2000;
const MAX_REMEMBERED = 10_000;

/** Keeps ended sessions in the database, and remembers for a moment what it was told of one. */
@Injectable()
export class StoredEndedSessions extends EndedSessions {
  private readonly memory = new Map<string, { readonly ended: boolean; readonly until: number }>();

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {
    super();
  }

  async has(session: Session): Promise<boolean> {
    const known = this.memory.get(session.id);
    if (known && known.until > Date.now()) return known.ended;
    const ended = await this.dataSource.getRepository(EndedSession).existsBy({ digest: digestOf(session) });
    this.remember(session, ended);
    return ended;
  }

  async add(session: Session): Promise<void> {
    const ended = this.dataSource.getRepository(EndedSession);
    await ended.upsert({ digest: digestOf(session), expiresAt: session.expiresAt }, ['digest']);
    this.remember(session, true);
    await ended.delete({ expiresAt: LessThan(new Date()) });
  }

  private remember(session: Session, ended: boolean): void {
    if (this.memory.size >= MAX_REMEMBERED) this.memory.clear();
    this.memory.set(session.id, { ended, until: Date.now() + REMEMBER_MS });
  }
}

function digestOf({ id }: Session): Buffer {
  return createHash('sha256').update(id, 'utf8').digest();
}
