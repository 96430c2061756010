import { ApiV1Controller } from '../api-v1/api-v1.controller.js';
import { FluxbaseDeliveries } from '../fluxbase/fluxbase-deliveries.js';
import type { DialectManagement } from '../management/dialect-management.js';
import { classicOpenApi } from './classic.openapi.js';

/** Shares its path, and so its controller, with document 002. */
export const classicManagement: DialectManagement = {
  controllers: [ApiV1Controller],
  providers: [FluxbaseDeliveries],
  openApi: classicOpenApi,
};
