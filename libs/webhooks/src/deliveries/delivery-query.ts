import type { ListDeliveriesQuery } from './delivery.dto.js';
import { pageOf } from '../http/page.js';
import { parseMoment } from '../http/moment.js';
import type { DeliveryStatus } from './delivery.row.js';
import type { DeliveryListRequest } from './deliveries.service.js';
import type { StatusCodeFilter } from './delivery.store.js';

/** A checked query string as the service takes it. */
export function toListRequest(query: ListDeliveriesQuery): Omit<DeliveryListRequest, 'scope'> {
  const [since, until] = [parseMoment(query.since), parseMoment(query.until)];
  return {
    ...pageOf(query),
    ...(query.status === undefined ? {} : { status: query.status.split(',') as DeliveryStatus[] }),
    ...(query.status_code === undefined ? {} : { statusCode: statusCodeFilter(query.status_code.toLowerCase()) }),
    ...(query.event_type === undefined ? {} : { eventType: query.event_type }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
}

function statusCodeFilter(text: string): StatusCodeFilter {
  if (text === 'error') return 'error';
  if (text.endsWith('xx')) return { from: Number(text[0]) * 100, to: Number(text[0]) * 100 + 99 };
  return { from: Number(text), to: Number(text) };
}
