// The limit: signs and POSTs in a loop, stores nothing.
import { createPost, eventId, options, report } from './job.mjs';

const o = options();
const { post, close } = createPost(o);
let next = 0;
const loop = async () => {
  while (next < o.count) {
    next += 1;
    await post(eventId(next), o.body);
  }
};
const started = performance.now();
await Promise.all(Array.from({ length: o.connections }, loop));
report({ seconds: (performance.now() - started) / 1000, count: o.count });
await close();
