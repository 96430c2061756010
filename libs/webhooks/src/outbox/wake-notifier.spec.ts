import { describe, expect, it } from '@jest/globals';
import type { Queryable } from '@posthorn/database';
import { WakeNotifier } from './wake-notifier.js';

/** Answers to a NOTIFY when the test says so. */
class Channel implements Queryable {
  readonly heard: unknown[] = [];
  private readonly waiting: (() => void)[] = [];

  query<Row>(_text: string, values: readonly unknown[] = []): Promise<{ rows: Row[]; rowCount: number }> {
    this.heard.push(values);
    return new Promise((resolve) => {
      this.waiting.push(() => resolve({ rows: [], rowCount: 0 }));
    });
  }

  answer(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

describe('what tells other processes of commits', () => {
  it('sends the first at once, and one more for all that follow within the interval', async () => {
    const channel = new Channel();
    const notifier = new WakeNotifier(channel, 'wake');
    for (let commit = 0; commit < 5; commit++) notifier.notify();
    expect(channel.heard).toEqual([['wake', 'events']]);
    while (channel.heard.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    channel.answer();
    await notifier.close();
    expect(channel.heard).toHaveLength(2);
  });

  it('tells of the last commits before it is closed, and of nothing afterwards', async () => {
    const channel = new Channel();
    const notifier = new WakeNotifier(channel, 'wake');
    notifier.notify();
    notifier.notify();
    let isClosed = false;
    const closed = notifier.close().then(() => (isClosed = true));
    expect(channel.heard).toHaveLength(2);
    notifier.notify();
    await new Promise((resolve) => setImmediate(resolve));
    expect(isClosed).toBe(false);
    channel.answer();
    await closed;
    expect(channel.heard).toHaveLength(2);
  });

  it('has nothing to tell when nothing has followed', async () => {
    const channel = new Channel();
    const notifier = new WakeNotifier(channel, 'wake');
    notifier.notify();
    channel.answer();
    await notifier.close();
    expect(channel.heard).toHaveLength(1);
  });
});
