import type { Delivery } from '../api/types.js';
import type { DeliverySearch } from './delivery-search.js';

/** Whether a delivery of the live tail belongs to the list as it is narrowed. A tail is always recent. */
export function fits(delivery: Delivery, { status, type, code, until }: DeliverySearch): boolean {
  if (status !== undefined && delivery.status !== status) return false;
  if (type !== undefined && delivery.event_type !== type) return false;
  if (until !== undefined && delivery.created_at >= until) return false;
  if (code === undefined) return true;
  if (code === 'error') return delivery.status_code === undefined && delivery.error !== undefined;
  const known = String(delivery.status_code ?? '');
  return code.endsWith('xx') ? known.startsWith(code.slice(0, 1)) && known !== '' : known === code;
}
