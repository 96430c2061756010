import type { Json } from '../api/api-client.js';
import { harmless, type Terminal } from '../terminal.js';

/** A delivery on one line: how it ended, its event, its webhook and what to ask for. */
export function deliveryLine(delivery: Json, terminal: Terminal): string {
  const text = (name: string): string => {
    const value = delivery[name];
    return typeof value === 'string' || typeof value === 'number' ? harmless(String(value)) : '';
  };
  const status = text('status');
  const facts = [
    text('event_type'),
    terminal.dim('→'),
    text('webhook_id'),
    ...(status === 'success' ? [text('status_code'), terminal.dim(`${text('response_time_ms')} ms`)] : []),
    ...(status === 'failed' ? [terminal.red(text('error') || text('failure_reason'))] : []),
    ...(status === 'skipped' ? [terminal.yellow('skipped')] : []),
    ...(status === 'pending' ? [terminal.yellow(pendingReason(delivery))] : []),
    ...attempts(delivery).map((part) => terminal.dim(part)),
    terminal.dim(text('id')),
  ];
  const line = facts.join(' ');
  if (status === 'success') return terminal.good(line);
  return status === 'failed' ? terminal.bad(line) : terminal.open(line);
}

function pendingReason({ error, next_attempt_at }: Json): string {
  const again = typeof next_attempt_at === 'string' ? `again at ${next_attempt_at}` : 'waiting';
  return typeof error === 'string' ? `${harmless(error)}, ${again}` : again;
}

function attempts({ attempts: number, test }: Json): string[] {
  return [
    ...(typeof number === 'number' && number > 1 ? [`${number} attempts`] : []),
    ...(test === true ? ['test'] : []),
  ];
}
