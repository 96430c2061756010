import type { DialectManagement } from '../management/dialect-management.js';
import { BackendifyController } from './backendify.controller.js';
import { backendifyOpenApi } from './backendify.openapi.js';

export const backendifyManagement: DialectManagement = {
  controllers: [BackendifyController],
  openApi: backendifyOpenApi,
};
