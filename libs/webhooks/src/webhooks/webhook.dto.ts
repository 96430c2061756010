import { PageQuery } from '../http/page.js';
import { isPlainObject, isStorableJson } from '../http/storable.js';
import {
  Amount,
  Amounts,
  Flag,
  JsonObject,
  Nested,
  OneOf,
  Optional,
  ReadOnly,
  rule,
  Text,
  TextMap,
  Texts,
  Whole,
} from '../http/rules.js';
import type { EventSelector } from '../subscriptions/subscription.js';

const DAY = 86_400;

/** One value of `events`: the shape only; what it means is the subscription's business. */
export function Selectors(): PropertyDecorator {
  return rule({
    expected: 'a list of at most 200 event types, wildcards, patterns or {table, operations}',
    schema: {
      type: 'array',
      maxItems: 200,
      items: {
        anyOf: [
          { type: 'string', minLength: 1, maxLength: 255 },
          {
            type: 'object',
            required: ['table'],
            additionalProperties: false,
            properties: {
              table: { type: 'string' },
              schema: { type: 'string' },
              operations: { type: 'array', items: { type: 'string', enum: ['INSERT', 'UPDATE', 'DELETE', '*'] } },
            },
          },
        ],
      },
    },
    test: (value) =>
      Array.isArray(value) &&
      value.length <= 200 &&
      value.every((entry) => typeof entry === 'string' || isPlainObject(entry)) &&
      isStorableJson(value, 64 * 1024),
  });
}

export class RetryDto {
  @Optional()
  @Amounts({ min: 0, max: 30 * DAY, maxItems: 50 })
  schedule?: number[] | null;

  @Optional()
  @Whole({ min: 0, max: 49 })
  max_retries?: number | null;

  @Optional()
  @Amount({ min: 1, max: DAY })
  backoff_seconds?: number | null;

  @Optional()
  @Amount({ min: 0, max: 1 })
  jitter?: number | null;
}

export class BasicAuthDto {
  @Text({ min: 1, max: 256 })
  username!: string;

  @Optional()
  @Text({ min: 0, max: 256 })
  password?: string | null;
}

export class RateLimitDto {
  @Whole({ min: 1, max: 100_000 })
  per_second!: number;
}

export class DisableAfterDto {
  @Optional()
  @Amount({ min: 1, max: 365 * DAY })
  seconds?: number | null;

  @Optional()
  @Whole({ min: 1, max: 1_000_000 })
  failures?: number | null;
}

export class TlsDto {
  @Optional()
  @Text({ min: 1, max: 65_536, expected: 'one or more certificates in PEM' })
  ca?: string | null;
}

/** Fields that creating and changing have in common. */
export class WebhookSettingsDto {
  @Optional()
  @Text({ max: 128 })
  name?: string | null;

  @Optional()
  @Text({ max: 1000 })
  description?: string | null;

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
  @Text({ min: 1, max: 64 })
  dialect?: string | null;

  @Optional()
  @Flag()
  active?: boolean | null;

  @Optional()
  @Flag()
  signing?: boolean | null;

  @Optional()
  @Flag()
  tls_verify?: boolean | null;

  @Optional()
  @Nested(() => TlsDto)
  tls?: TlsDto | null;

  @Optional()
  @TextMap({ maxItems: 50, max: 8192 })
  headers?: Record<string, string | null> | null;

  @Optional()
  @Nested(() => BasicAuthDto)
  basic_auth?: BasicAuthDto | null;

  @Optional()
  @Nested(() => RetryDto)
  retry?: RetryDto | null;

  @Optional()
  @Amount({ min: 1, max: 300 })
  timeout_seconds?: number | null;

  @Optional()
  @Nested(() => RateLimitDto)
  rate_limit?: RateLimitDto | null;

  @Optional()
  @Whole({ min: 1, max: 1000 })
  max_in_flight?: number | null;

  @Optional()
  @Text({ min: 1, max: 256 })
  ordering_key?: string | null;

  @Optional()
  @JsonObject({ maxBytes: 16_384 })
  metadata?: Record<string, unknown> | null;

  @Optional()
  @Nested(() => DisableAfterDto)
  disable_after?: DisableAfterDto | null;
}

export class CreateWebhookDto extends WebhookSettingsDto {
  @Optional()
  @Text({ min: 1, max: 64 })
  project_id?: string | null;

  @Optional()
  @Text({ min: 1, max: 64 })
  external_id?: string | null;

  @Text({ min: 1, max: 2048, expected: 'an absolute http(s) URL of at most 2048 characters' })
  url!: string;

  @Selectors()
  events!: EventSelector[];

  @Optional()
  @Text({ min: 8, max: 256 })
  secret?: string | null;
}

/** A change. What an answer shows and cannot be changed is accepted and not looked at: clients send back what they got. */
export class UpdateWebhookDto extends WebhookSettingsDto {
  @Optional()
  @Text({ min: 1, max: 2048, expected: 'an absolute http(s) URL of at most 2048 characters' })
  url?: string | null;

  @Optional()
  @Selectors()
  events?: EventSelector[] | null;

  /** Named here only to say where it is changed. */
  @Optional()
  @rule({
    code: 'not_changeable',
    expected: 'changed by POST /v1/webhooks/{id}/secret/rotate',
    schema: { not: {} },
    test: () => false,
  })
  secret?: unknown;

  @ReadOnly() id?: unknown;
  @ReadOnly() project_id?: unknown;
  @ReadOnly() external_id?: unknown;
  @ReadOnly() status?: unknown;
  @ReadOnly() warnings?: unknown;
  @ReadOnly() previous_secret_expires_at?: unknown;
  @ReadOnly() consecutive_failures?: unknown;
  @ReadOnly() failing_since?: unknown;
  @ReadOnly() last_success_at?: unknown;
  @ReadOnly() last_failure_at?: unknown;
  @ReadOnly() disabled_reason?: unknown;
  @ReadOnly() created_at?: unknown;
  @ReadOnly() updated_at?: unknown;
}

export class ListWebhooksQuery extends PageQuery {
  @Optional()
  @Text({ min: 1, max: 200 })
  search?: string;

  @Optional()
  @OneOf(['healthy', 'failing', 'paused', 'disabled'])
  status?: 'healthy' | 'failing' | 'paused' | 'disabled';

  @Optional()
  @Text({ min: 1, max: 64 })
  project_id?: string;
}

export class RotateSecretDto {
  @Optional()
  @Text({ min: 8, max: 256 })
  secret?: string | null;

  @Optional()
  @Amount({ min: 0, max: 30 * DAY })
  grace_seconds?: number | null;
}

export class TestWebhookDto {
  @Optional()
  @Text({ min: 1, max: 128 })
  event_type?: string | null;
}
