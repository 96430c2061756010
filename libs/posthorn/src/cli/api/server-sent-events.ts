/** One message of a stream. */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
  /** Of the last message that had one. */
  readonly id: string;
}

/** A line that never ends would fill the memory. */
const MAX_LENGTH = 4 * 1024 * 1024;

/** Reads the messages of a `text/event-stream`, as the HTML standard has it, without its reconnecting. */
export async function* serverSentEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  let event = '';
  let id = '';
  let data: string[] = [];
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LENGTH)
      throw new RangeError(`A message of the stream is longer than ${MAX_LENGTH} characters.`);
    for (const line of lines) {
      if (line === '') {
        if (event !== '' || data.length > 0) yield { event: event || 'message', data: data.join('\n'), id };
        [event, data] = ['', []];
        continue;
      }
      const colon = line.indexOf(':');
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (field === 'event') event = value;
      else if (field === 'data') data.push(value);
      else if (field === 'id') id = value;
    }
  }
}
