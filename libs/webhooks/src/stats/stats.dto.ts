import { Moment } from '../http/moment.js';
import { Optional, rule, Text } from '../http/rules.js';

const WORDS: Readonly<Record<string, number>> = { minute: 60, hour: 3600, day: 86_400 };
const UNITS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400 };

/** `minute`, `hour`, `day`, or a number of them such as `5m`; in seconds. Undefined when it is none. */
export function parseInterval(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined;
  if (Object.hasOwn(WORDS, text)) return WORDS[text];
  const [, count, unit] = /^([1-9][0-9]{0,3})([mhd])$/.exec(text) ?? [];
  const seconds = Number(count) * (UNITS[unit ?? ''] ?? NaN);
  return seconds <= 31 * 86_400 ? seconds : undefined;
}

export class WebhookStatsQuery {
  @Optional()
  @Moment()
  since?: string;

  @Optional()
  @Moment()
  until?: string;

  @Optional()
  @Text({ min: 1, max: 64 })
  project_id?: string;
}

export class StatsQuery {
  @Optional()
  @Moment()
  since?: string;

  @Optional()
  @Moment()
  until?: string;

  @Optional()
  @rule({
    expected: 'minute, hour, day, or a number of them such as 5m, 6h, 7d',
    schema: { type: 'string', pattern: '^(minute|hour|day|[1-9][0-9]{0,3}[mhd])$' },
    test: (value) => parseInterval(value) !== undefined,
  })
  interval?: string;

  @Optional()
  @Text({ min: 1, max: 64 })
  webhook_id?: string;

  @Optional()
  @Text({ min: 1, max: 64 })
  project_id?: string;
}
