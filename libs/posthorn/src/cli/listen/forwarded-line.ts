import type { Json } from '../api/api-client.js';
import { harmless, type Terminal } from '../terminal.js';
import type { Forwarded } from './forwarder.js';

const SHOWN_OF_BODY = 160;

/** Whether the receiver took it. */
export const wasTaken = (outcome: Forwarded): boolean =>
  outcome.kind === 'response' && outcome.statusCode >= 200 && outcome.statusCode < 300;

/** An event and what the receiver said, on one line. */
export function forwardedLine(event: Json, outcome: Forwarded, terminal: Terminal): string {
  const name = `${harmless(String(event['type']))} ${terminal.dim(String(event['id']))}`;
  switch (outcome.kind) {
    case 'unheard':
      return terminal.open(`${name} ${terminal.dim('not forwarded: --events does not name it')}`);
    case 'unrenderable':
      return terminal.bad(`${name} cannot be sent to anybody: ${harmless(outcome.reason)}`);
    case 'failure':
      return terminal.bad(`${name} ${terminal.dim('→')} ${terminal.red(outcome.message)}`);
    case 'response': {
      const took = terminal.dim(`${Math.round(outcome.durationMs)} ms`);
      if (wasTaken(outcome)) return terminal.good(`${name} ${terminal.dim('→')} ${outcome.statusCode} ${took}`);
      const said = harmless(outcome.body.trim()).slice(0, SHOWN_OF_BODY);
      return terminal.bad(
        `${name} ${terminal.dim('→')} ${terminal.red(String(outcome.statusCode))} ${took}${said === '' ? '' : ` ${said}`}`,
      );
    }
  }
}

/** The same for programs. */
export function forwardedJson(event: Json, outcome: Forwarded): Json {
  if (outcome.kind === 'response') {
    const { statusCode, durationMs, body } = outcome;
    const response = { status_code: statusCode, response_time_ms: Math.round(durationMs), body };
    return { event, forwarded: wasTaken(outcome), response };
  }
  if (outcome.kind === 'failure')
    return { event, forwarded: false, error: { code: outcome.code, message: outcome.message } };
  const reason = outcome.kind === 'unheard' ? 'not named by --events' : outcome.reason;
  return { event, forwarded: false, error: { code: outcome.kind, message: reason } };
}
