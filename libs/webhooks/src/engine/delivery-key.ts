/** Key of a delivery: one event for one webhook; `replay` 0 is the original. Raw UUIDs with hyphens. */
export interface DeliveryKey {
  readonly eventId: string;
  readonly webhookId: string;
  readonly replay: number;
}
