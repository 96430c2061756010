import { present } from '../http/absent.js';
import { InvalidInputError } from '../webhooks.errors.js';
import type {
  CreateWebhookDto,
  DisableAfterDto,
  RetryDto,
  UpdateWebhookDto,
  WebhookSettingsDto,
} from './webhook.dto.js';
import type { NewWebhook, WebhookSettings } from './webhook.input.js';
import type { DisableAfter, RetrySetting } from './webhook.row.js';

export function toNewWebhook(dto: CreateWebhookDto, projectId: string): NewWebhook {
  return {
    ...settingsOf(dto),
    url: dto.url,
    events: dto.events,
    projectId,
    externalId: dto.external_id ?? null,
    secret: dto.secret ?? null,
  };
}

export function toChange(dto: UpdateWebhookDto): WebhookSettings {
  return { ...settingsOf(dto), url: dto.url, events: dto.events };
}

/** Undefined stays undefined: the difference between absent and null is what a change means. */
function settingsOf(dto: WebhookSettingsDto): WebhookSettings {
  return {
    name: dto.name,
    description: dto.description,
    collections: dto.collections,
    tables: dto.tables,
    filter: dto.filter,
    dialect: dto.dialect,
    active: dto.active,
    signing: dto.signing,
    headers: dto.headers,
    basicAuth: dto.basic_auth,
    retry: dto.retry && retryOf(dto.retry),
    timeoutSeconds: dto.timeout_seconds,
    rateLimit: dto.rate_limit && { perSecond: dto.rate_limit.per_second },
    maxInFlight: dto.max_in_flight,
    orderingKey: dto.ordering_key,
    metadata: dto.metadata,
    disableAfter: dto.disable_after && disableAfterOf(dto.disable_after),
    tls: dto.tls,
    tlsVerify: dto.tls_verify,
  };
}

function retryOf(dto: RetryDto): RetrySetting {
  const { schedule, ...exponential } = present(dto);
  const hasExponential = exponential.max_retries !== undefined || exponential.backoff_seconds !== undefined;
  if ((schedule !== undefined) === hasExponential)
    throw InvalidInputError.of('retry', 'invalid', WORDS.retry, RETRY_FORMS);
  return schedule === undefined ? exponential : { schedule, ...exponential };
}

function disableAfterOf(dto: DisableAfterDto): DisableAfter {
  const [seconds, failures] = [dto.seconds ?? undefined, dto.failures ?? undefined];
  if (seconds !== undefined && failures === undefined) return { seconds };
  if (failures !== undefined && seconds === undefined) return { failures };
  throw InvalidInputError.of('disable_after', 'invalid', WORDS.disableAfter, '{seconds} or {failures}');
}

const RETRY_FORMS = '{schedule: [seconds, …]} or {max_retries, backoff_seconds}, each with an optional jitter';
const WORDS = {
  retry: 'retry has to be a schedule or a number of retries with a backoff, and not both.',
  disableAfter: 'disable_after has to be either a number of seconds or a number of failures.',
} as const;
