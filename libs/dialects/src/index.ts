export { allDialects, createDialects, type DialectOptions } from './all-dialects.js';
export { appwriteDialect, createAppwriteDialect } from './appwrite/appwrite.dialect.js';
export { appwriteUrl } from './appwrite/appwrite-routing.js';
export type { AppwriteOptions } from './appwrite/appwrite-headers.js';
export { appwriteNativeDialect, createAppwriteNativeDialect } from './appwrite-native/appwrite-native.dialect.js';
export { backendifyDialect } from './backendify/backendify.dialect.js';
export { classicDialect } from './classic/classic.dialect.js';
export { cloudEventsBinaryDialect, cloudEventsDialect } from './cloudevents/cloudevents.dialect.js';
export { fluxbaseDialect } from './fluxbase/fluxbase.dialect.js';
export { fluxbaseNativeDialect } from './fluxbase-native/fluxbase-native.dialect.js';
export { standardDialect } from './standard/standard.dialect.js';
export { standardWebhooksDialect } from './standard-webhooks/standard-webhooks.dialect.js';
export { documentErrorAnswer } from './document-errors.js';
export { DialectsModule, DialectsOptions } from './dialects.module.js';
export type {
  DialectManagement,
  DialectMiddleware,
  DialectPlugin,
  RoutedRequest,
} from './management/dialect-management.js';
export { WebhookManagement } from './management/webhook-management.js';
export { bodyOf, oneOf, present, type JsonBody } from './management/json-body.js';
export { AnswerErrorFilter, sentence, type ErrorAnswer } from './management/answer-error.filter.js';
export { openApiDocument, type ApiDescription, type OpenApiDocument, type Operation } from './management/open-api.js';
