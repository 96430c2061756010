export { openApiDocument, serveOpenApi } from './openapi.js';
