import type { Type } from '@nestjs/common';
import { AuditController } from './audit/audit.controller.js';
import { DeliveriesController, WebhookDeliveriesController } from './deliveries/deliveries.controller.js';
import { EventTypesController } from './event-types/event-types.controller.js';
import { EventsController } from './events/events.controller.js';
import { RecoveriesController, WebhookRecoveriesController } from './recoveries/recoveries.controller.js';
import { SessionController } from './session/session.controller.js';
import { StatsController } from './stats/stats.controller.js';
import { FilterTestController, PreviewController } from './preview/preview.controller.js';
import { StreamController } from './stream/stream.controller.js';
import { openApiOf, type OpenApiFragment } from './http/openapi.js';
import { SystemController } from './system/system.controller.js';
import { TablesController } from './tables/tables.controller.js';
import { WebhookSecretsController } from './webhooks/webhook-secrets.controller.js';
import { WebhookTestController } from './webhooks/webhook-test.controller.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';

/** Every controller of the REST API. */
export const API_CONTROLLERS: readonly Type[] = [
  PreviewController,
  FilterTestController,
  WebhooksController,
  WebhookSecretsController,
  WebhookTestController,
  WebhookDeliveriesController,
  DeliveriesController,
  EventsController,
  EventTypesController,
  WebhookRecoveriesController,
  RecoveriesController,
  StatsController,
  TablesController,
  StreamController,
  AuditController,
  SystemController,
  SessionController,
];

/**
 * The REST API as parts of an OpenAPI 3.1 document, for a host to merge into its own: `paths` under the prefix,
 * `components.schemas`, and a security scheme called `bearer` that the host declares.
 */
export function webhooksOpenApi(options: { readonly prefix?: string } = {}): OpenApiFragment {
  return openApiOf(API_CONTROLLERS, options.prefix ?? 'v1');
}
