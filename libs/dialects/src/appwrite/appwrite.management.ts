import { RequestMethod } from '@nestjs/common';
import type { DialectManagement } from '../management/dialect-management.js';
import { appwriteError } from './appwrite-error.filter.js';
import { AppwriteController } from './appwrite.controller.js';
import { AppwriteLogs } from './appwrite-logs.js';
import { appwriteOpenApi } from './appwrite.openapi.js';
import { routeAppwrite } from './appwrite-routing.js';

const { GET, POST, PUT, PATCH, DELETE } = RequestMethod;

export const appwriteManagement: DialectManagement = {
  controllers: [AppwriteController],
  providers: [AppwriteLogs],
  middleware: {
    // Method by method: for "all" Express takes the matched path off the URL and puts it back afterwards.
    routes: [GET, POST, PUT, PATCH, DELETE].map((method) => ({ path: 'v1/webhooks{/*rest}', method })),
    use: routeAppwrite,
  },
  errors: { path: /^\/v1\/projects\/[^/]+\/webhooks(\/|$)/, answer: appwriteError },
  openApi: appwriteOpenApi,
};
