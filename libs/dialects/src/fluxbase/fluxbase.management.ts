import { apiV1Error } from '../api-v1/api-v1-error.filter.js';
import { ApiV1Controller } from '../api-v1/api-v1.controller.js';
import type { DialectManagement } from '../management/dialect-management.js';
import { FluxbaseDeliveries } from './fluxbase-deliveries.js';
import { fluxbaseOpenApi } from './fluxbase.openapi.js';

/** Shares its path, and so its controller, with document 004. */
export const fluxbaseManagement: DialectManagement = {
  controllers: [ApiV1Controller],
  providers: [FluxbaseDeliveries],
  errors: { path: /^\/api\/v1\/webhooks(\/|$)/, answer: apiV1Error },
  openApi: fluxbaseOpenApi,
};
