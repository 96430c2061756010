import type { DialectManagement } from '../management/dialect-management.js';
import { BackendifyDeliveries } from './backendify-deliveries.js';
import { backendifyError } from './backendify-error.filter.js';
import { BackendifyController } from './backendify.controller.js';
import { backendifyOpenApi } from './backendify.openapi.js';

export const backendifyManagement: DialectManagement = {
  controllers: [BackendifyController],
  providers: [BackendifyDeliveries],
  errors: { path: /^\/api\/projects\/[^/]+\/webhooks(\/|$)/, answer: backendifyError },
  openApi: backendifyOpenApi,
};
