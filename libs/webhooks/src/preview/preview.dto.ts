import { JsonObject, Flag, Optional, Text, Texts } from '../http/rules.js';
import type { EventSelector } from '../subscriptions/subscription.js';
import { Selectors } from '../webhooks/webhook.dto.js';

/** A webhook that may not exist yet, and the event to show: one that is stored, a type's example, or its first entry's. */
export class PreviewWebhookDto {
  @Optional()
  @Text({ min: 1, max: 64 })
  webhook_id?: string | null;

  @Optional()
  @Text({ min: 1, max: 64 })
  event_id?: string | null;

  @Optional()
  @Text({ min: 1, max: 128 })
  event_type?: string | null;

  @Optional()
  @Text({ min: 1, max: 64 })
  dialect?: string | null;

  @Optional()
  @Text({ min: 1, max: 2048 })
  url?: string | null;

  @Optional()
  @Text({ max: 128 })
  name?: string | null;

  @Optional()
  @Selectors()
  events?: EventSelector[] | null;

  @Optional()
  @Texts({ maxItems: 200, max: 255 })
  collections?: string[] | null;

  @Optional()
  @Texts({ maxItems: 200, max: 255 })
  tables?: string[] | null;

  @Optional()
  @JsonObject({ maxBytes: 16_384 })
  filter?: Record<string, unknown> | null;

  @Optional()
  @Flag()
  signing?: boolean | null;

  /** Signs the preview, for a receiver that is tried with a secret of its own. Not stored, and not in the answer. */
  @Optional()
  @Text({ min: 8, max: 256 })
  secret?: string | null;
}

export class TestFilterDto {
  @JsonObject({ maxBytes: 16_384 })
  filter!: Record<string, unknown>;

  @Optional()
  @JsonObject({ maxBytes: 262_144 })
  payload?: Record<string, unknown> | null;

  @Optional()
  @Text({ min: 1, max: 64 })
  event_id?: string | null;
}
