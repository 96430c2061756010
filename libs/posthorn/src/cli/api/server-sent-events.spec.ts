import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { serverSentEvents, type ServerSentEvent } from './server-sent-events.js';

async function read(chunks: readonly Uint8Array[]): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  async function* stream(): AsyncGenerator<Uint8Array> {
    yield* chunks;
  }
  for await (const event of serverSentEvents(stream())) events.push(event);
  return events;
}

const TEXT = ': comment\r\n\r\nevent: open\nid: 1\ndata: {"now":"ü"}\n\ndata:a\ndata: b\r\n\r\nevent: cut off';

describe('serverSentEvents', () => {
  it('reads messages however the stream is cut into pieces', async () => {
    const bytes = Buffer.from(TEXT);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 12 }), async (cuts) => {
        const at = [0, ...cuts.sort((one, other) => one - other), bytes.length];
        const chunks = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
        expect(await read(chunks)).toEqual([
          { event: 'open', data: '{"now":"ü"}', id: '1' },
          { event: 'message', data: 'a\nb', id: '1' },
        ]);
      }),
    );
  });

  it('gives up on a line that never ends', async () => {
    const endless = Array.from({ length: 6 }, () => Buffer.alloc(1024 * 1024, 'x'));
    await expect(read(endless)).rejects.toThrow(RangeError);
  });
});
