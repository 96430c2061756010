import type { DeliveryQuery } from '../api/types.js';
import { boundsOf, momentOf, PERIODS, type TimeSpan } from '../lib/period.js';
import { oneOf, textOf } from '../router/search.js';

export const STATUSES = ['pending', 'success', 'failed', 'skipped'] as const;

/** What a list of deliveries is narrowed by, as it stands in the address. */
export interface DeliverySearch extends TimeSpan {
  readonly status?: (typeof STATUSES)[number];
  readonly type?: string;
  /** `500`, `4xx`, or `error` for no answer at all. */
  readonly code?: string;
}

const CODE = /^([1-5][0-9]{2}|[1-5]xx|error)$/;

export function isStatusCode(text: string): boolean {
  return CODE.test(text);
}

export function deliverySearch(search: Record<string, unknown>): DeliverySearch {
  const code = textOf(search['code']);
  return {
    status: oneOf(STATUSES, search['status']),
    type: textOf(search['type']),
    code: code !== undefined && CODE.test(code) ? code : undefined,
    period: oneOf(PERIODS, search['period']),
    since: momentOf(search['since']),
    until: momentOf(search['until']),
  };
}

/** The query of the API. */
export function queryOf({ status, type, code, ...span }: DeliverySearch): DeliveryQuery {
  return { status, event_type: type, status_code: code, ...boundsOf(span) };
}

export function isFiltered({ status, type, code, period, since, until }: DeliverySearch): boolean {
  return [status, type, code, period, since, until].some((value) => value !== undefined);
}
