import { webhooksOpenApi } from '@posthorn/webhooks';
import {
  apiKeySchemes,
  free,
  object,
  receiverOpenApi,
  text,
  time,
  type OpenApiDocument,
} from '../management/open-api.js';

/** The part of the native API that document 001 is about. */
const PATHS = /^\/v1\/(webhooks|deliveries)(\/|$)/;

/** The management API of document 001, which is the native one. */
export function standardOpenApi(): OpenApiDocument {
  const { paths, components } = webhooksOpenApi();
  const securitySchemes = apiKeySchemes();
  return {
    openapi: '3.1.0',
    info: {
      title: 'Webhooks',
      description: 'Webhooks, their deliveries and tests. The whole native API is at `/openapi.json`.',
      version: '1',
    },
    security: Object.keys(securitySchemes).map((name) => ({ [name]: [] })),
    paths: Object.fromEntries(Object.entries(paths).filter(([path]) => PATHS.test(path))),
    webhooks: receiverOpenApi({
      headers: ['X-Webhook-Signature', 'webhook-id', 'webhook-timestamp', 'webhook-signature'],
      body: 'Payload',
    }),
    components: {
      schemas: {
        ...components.schemas,
        Payload: object('id type created_at data', { id: text, type: text, created_at: time, data: free }),
      },
      securitySchemes,
    },
  };
}
