import { Injectable } from '@nestjs/common';
import type { Duty } from '../duties/duty.js';
import type { TableWatcher } from './table-watcher.js';

/** Holds whoever captures row changes, if anybody does: `@posthorn/table-changes` registers itself at boot. */
@Injectable()
export class WatchedTables implements Duty {
  readonly name = 'watch of tables';
  /** How long a new table, a new partition or an unfinished installation waits, milliseconds. */
  readonly interval = 2000;
  /** Absent: nothing is captured here, and no webhook is asked about its tables. */
  watcher?: TableWatcher;

  use(watcher: TableWatcher): void {
    this.watcher = watcher;
  }

  async runOnce(): Promise<void> {
    await this.watcher?.settle();
  }
}
