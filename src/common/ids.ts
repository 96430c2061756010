import { randomBytes } from 'node:crypto';

import { Injectable } from '@nestjs/common';

export type IdPrefix = 'proj' | 'user' | 'file' | 'pay' | 'key';

/**
 * Makes ids: a prefix and a UUIDv7 in hex, `user_0199…`. Ids of one process ascend, also within a millisecond, so
 * that ordering by id is ordering by creation.
 */
@Injectable()
export class Ids {
  private lastMs = 0;
  private counter = 0;

  next(prefix: IdPrefix): string {
    const now = Date.now();
    if (now > this.lastMs) {
      this.lastMs = now;
      this.counter = 0;
    } else if (++this.counter > 0xfff) {
      // 4096 ids in one millisecond: borrow the next one rather than go back in order.
      this.lastMs += 1;
      this.counter = 0;
    }
    const random = randomBytes(8);
    random.writeUInt8((random.readUInt8(0) & 0x3f) | 0x80, 0);
    const time = this.lastMs.toString(16).padStart(12, '0');
    return `${prefix}_${time}7${this.counter.toString(16).padStart(3, '0')}${random.toString('hex')}`;
  }
}

/** Whether a text can be an id of this kind. What cannot is as unknown as an id that nobody has. */
export function isId(text: string, prefix: IdPrefix): boolean {
  return text.length === prefix.length + 33 && text.startsWith(`${prefix}_`) && /^[0-9a-f]{32}$/.test(text.slice(-32));
}
