import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Caller } from '@posthorn/webhooks';
import { DataSource } from 'typeorm';

import { KeyAuthenticator } from '../../auth/index.js';
import { ApiKey } from './api-key.entity.js';
import { digestOf, looksLikeKey } from './key-material.js';

/** Well below the 5 s within which a revocation has to be felt by every process. */
const REMEMBER_MS = 2000;
/** So long a key that was good is not taken for a guess, though it is looked up again. */
const KNOWN_MS = 600_000;
const MAX_REMEMBERED = 10_000;
const USED_AGAIN_MS = 60_000;

interface Memory {
  readonly caller: Caller;
  readonly until: number;
}

/** Looks keys up by digest and remembers the good ones for a moment, so that a busy caller costs no read per request. */
@Injectable()
export class StoredKeyAuthenticator extends KeyAuthenticator {
  private readonly memory = new Map<string, Memory>();

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {
    super();
  }

  remembered(token: string): Caller | undefined {
    const memory = this.memory.get(nameOf(token));
    return memory !== undefined && memory.until > Date.now() ? memory.caller : undefined;
  }

  wasGood(token: string): boolean {
    const memory = this.memory.get(nameOf(token));
    return memory !== undefined && memory.until + KNOWN_MS > Date.now();
  }

  async authenticate(token: string): Promise<Caller | undefined> {
    if (!looksLikeKey(token)) return undefined;
    const digest = digestOf(token);
    const row = await this.dataSource.getRepository(ApiKey).findOneBy({ digest });
    const now = Date.now();
    if (!row || (row.expiresAt !== null && row.expiresAt.getTime() <= now)) {
      this.memory.delete(digest.toString('base64'));
      return undefined;
    }
    if ((row.lastUsedAt?.getTime() ?? 0) < now - USED_AGAIN_MS) {
      await this.dataSource.getRepository(ApiKey).update({ id: row.id }, { lastUsedAt: () => 'now()' });
    }
    const caller: Caller = { kind: 'project', projectId: row.projectId, scopes: row.scopes, actor: row.id };
    this.remember(digest.toString('base64'), caller, row.expiresAt);
    return caller;
  }

  /** The process that revokes a key stops believing in it at once. */
  forget(keyId: string): void {
    for (const [name, { caller }] of this.memory) {
      if (caller.actor === keyId) this.memory.delete(name);
    }
  }

  private remember(name: string, caller: Caller, expiresAt: Date | null): void {
    if (this.memory.size >= MAX_REMEMBERED) this.memory.clear();
    const until = Math.min(Date.now() + REMEMBER_MS, expiresAt?.getTime() ?? Number.POSITIVE_INFINITY);
    this.memory.set(name, { caller, until });
  }
}

function nameOf(token: string): string {
  return digestOf(token).toString('base64');
}
