import assert from 'node:assert/strict';
import type { OutboundRequest, Sender, SendOutcome } from '@posthorn/egress';
import type { FakeAnswer } from '../sender/answers.js';
import type { ContractCase } from './contract-case.js';

/** A sender under test, and the receiver that it is to reach. */
export interface SenderSubject {
  readonly sender: Sender;
  readonly url: string;
  /** The next answers of the receiver, 200 after them. */
  answers(...answers: readonly FakeAnswer[]): unknown;
  /** What has reached the receiver: names of headers in lower case. */
  received(): readonly { readonly headers: Readonly<Record<string, string>>; readonly body: string }[];
  /** Ends the receiver. */
  end(): Promise<void>;
}

/** What a sender has to do: `sender` of a host, always behind the guard. @param open makes one for each case */
export function senderContract(open: () => Promise<SenderSubject>): ContractCase[] {
  return CASES.map(({ name, run }) => ({
    name,
    run: async () => {
      const subject = await open();
      try {
        await run(subject, (more = {}) => subject.sender.send(request(subject.url, more)));
      } finally {
        await subject.sender.close();
        await subject.end();
      }
    },
  }));
}

type Send = (more?: Partial<OutboundRequest>) => Promise<SendOutcome>;

const BODY = '{"name":"Zoë 👋 \\u2028","zero":"\\u0000"}';
const request = (url: string, more: Partial<OutboundRequest>): OutboundRequest => ({
  url,
  headers: { 'Content-Type': 'application/json', 'X-Posthorn-Event': 'evt_1' },
  body: BODY,
  timeoutMs: 5000,
  ...more,
});

function answered(outcome: SendOutcome, statusCode: number): asserts outcome is SendOutcome & { kind: 'response' } {
  if (outcome.kind !== 'response') assert.fail(`no answer: ${outcome.message}`);
  assert.equal(outcome.statusCode, statusCode);
}
function failed(
  outcome: SendOutcome,
  ...codes: readonly string[]
): asserts outcome is SendOutcome & { kind: 'failure' } {
  if (outcome.kind !== 'failure') assert.fail(`answered with ${outcome.statusCode}`);
  assert.ok(codes.includes(outcome.code), `${outcome.code} is none of ${codes.join(', ')}`);
  assert.notEqual(outcome.message, '');
}

const CASES: readonly { readonly name: string; readonly run: (subject: SenderSubject, send: Send) => Promise<void> }[] =
  [
    {
      name: 'the receiver gets the headers and exactly the text of the body',
      run: async (subject, send) => {
        answered(await send(), 200);
        const [received, ...more] = subject.received();
        assert.equal(received?.body, BODY);
        assert.equal(received.headers['x-posthorn-event'], 'evt_1');
        assert.deepEqual(more, []);
      },
    },
    {
      name: 'every status is an answer, with its headers in lower case and its text',
      run: async (subject, send) => {
        for (const status of [200, 204, 400, 404, 410, 429, 500, 503]) {
          const body = status === 204 ? '' : `said ${status}`;
          subject.answers({ status, headers: { 'Retry-After': '7' }, body });
          const outcome = await send();
          answered(outcome, status);
          assert.equal(outcome.headers['retry-after'], '7');
          assert.deepEqual([outcome.body, outcome.bodyCut], [body, false]);
          assert.ok(outcome.durationMs >= 0);
        }
      },
    },
    {
      name: 'a redirect is an answer, and not followed',
      run: async (subject, send) => {
        subject.answers({ status: 302, headers: { location: subject.url } });
        answered(await send(), 302);
        assert.equal(subject.received().length, 1);
      },
    },
    {
      name: 'of a long answer the first 16 KiB are kept, marked as cut',
      run: async (subject, send) => {
        subject.answers({ status: 200, body: 'x'.repeat(40_000) });
        const outcome = await send();
        answered(outcome, 200);
        assert.deepEqual([outcome.body.length, outcome.bodyCut], [16 * 1024, true]);
      },
    },
    {
      name: 'what PostgreSQL cannot store of an answer is replaced',
      run: async (subject, send) => {
        subject.answers({ status: 200, body: 'a\0b' });
        const outcome = await send();
        answered(outcome, 200);
        assert.ok(!outcome.body.includes('\0'));
      },
    },
    {
      name: 'a receiver that does not answer costs no more than the deadline, and may have got the request',
      run: async (subject, send) => {
        subject.answers('hang');
        const begin = performance.now();
        const outcome = await send({ timeoutMs: 150 });
        failed(outcome, 'timeout');
        assert.equal(outcome.maybeSent, true);
        assert.ok(performance.now() - begin < 10_000, 'took much longer than its deadline');
      },
    },
    {
      name: 'a request can be ended early',
      run: async (subject, send) => {
        subject.answers('hang');
        const control = new AbortController();
        const sending = send({ signal: control.signal });
        control.abort();
        failed(await sending, 'aborted');
        failed(await send({ signal: AbortSignal.abort() }), 'aborted');
      },
    },
    {
      name: 'a connection that breaks is an outcome, and the request may have been got',
      run: async (subject, send) => {
        subject.answers({ error: 'connection_reset' });
        const outcome = await send();
        failed(outcome, 'connection_reset', 'protocol_error', 'network_error');
        assert.equal(outcome.maybeSent, true);
        answered(await send(), 200);
      },
    },
    {
      name: 'requests do not wait for each other',
      run: async (subject, send) => {
        subject.answers('hang');
        const hanging = send({ timeoutMs: 1000 });
        const control = { isOver: false };
        const end = (): void => void (control.isOver = true);
        hanging.then(end, end);
        // A sender that fails at once must not be waited for.
        while (subject.received().length === 0 && !control.isOver) {
          await new Promise((resolve) => {
            setTimeout(resolve, 5);
          });
        }
        const others = await Promise.all(Array.from({ length: 10 }, () => send()));
        for (const outcome of others) answered(outcome, 200);
        failed(await hanging, 'timeout');
      },
    },
    {
      name: 'what is no URL is an outcome too: sending never rejects',
      run: async (_subject, send) => {
        const outcome = await send({ url: 'no url' });
        failed(outcome, 'invalid_request', 'blocked_destination');
        assert.equal(outcome.maybeSent, false);
      },
    },
    {
      name: 'closing is safe twice, and what is sent after it fails as an outcome',
      run: async (subject, send) => {
        answered(await send(), 200);
        await subject.sender.close();
        await subject.sender.close();
        assert.equal((await send()).kind, 'failure');
      },
    },
  ];
