import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { AuditStore, DATABASE, type AuditEntry } from '@posthorn/webhooks';
import type { Database } from '@posthorn/database';
import type { EntityManager } from 'typeorm';

/** Writes this application's own entries of `GET /v1/audit`, in the transaction of the change that they speak of. */
@Injectable()
export class AuditTrail {
  constructor(private readonly modules: ModuleRef) {}

  async note(manager: EntityManager, entry: AuditEntry): Promise<void> {
    // Asked for when it is used: the webhooks module needs the projects before there is a store.
    const store = this.modules.get(AuditStore, { strict: false });
    const database = this.modules.get<Database>(DATABASE, { strict: false });
    await store.add(database.join(manager), entry);
  }
}
