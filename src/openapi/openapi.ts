import type { INestApplication, Type } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { EventCatalog, openApiWebhooks } from '@posthorn/event-catalog';
import { webhooksOpenApi } from '@posthorn/webhooks';

import { toOpenApi31, type Json } from './openapi-31.js';

/** The whole API: this application's routes, the libraries', and what receivers get. */
export function openApiDocument(app: INestApplication, features: readonly Type[]): OpenAPIObject {
  const base = new DocumentBuilder()
    .setTitle('Posthorn')
    .setDescription('Webhooks that are committed with the business data, signed, retried and seen.')
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'The admin token, or a project’s API key.' })
    .setOpenAPIVersion('3.1.0')
    .build();
  const own = SwaggerModule.createDocument(app, base, { include: [...features] });
  const lib = webhooksOpenApi();
  const document = {
    ...own,
    paths: withPathsOf(own.paths, lib.paths),
    webhooks: openApiWebhooks(app.get(EventCatalog, { strict: false })),
    components: { ...own.components, schemas: { ...own.components?.schemas, ...lib.components.schemas } },
  };
  return toOpenApi31(JSON.parse(JSON.stringify(document)) as Json) as unknown as OpenAPIObject;
}

/** A path may have operations in both. */
function withPathsOf(own: OpenAPIObject['paths'], others: OpenAPIObject['paths']): OpenAPIObject['paths'] {
  const paths = { ...own };
  for (const [path, operations] of Object.entries(others)) paths[path] = { ...paths[path], ...operations };
  return paths;
}

/**
 * `/openapi.json`, and a page for people at `/docs` made of files that the package brings. The document is made when
 * it is asked for, so that it holds the event types of that moment.
 */
export function serveOpenApi(app: INestApplication, features: readonly Type[]): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app, features), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Posthorn API',
    swaggerOptions: { validatorUrl: null, tagsSorter: 'alpha' },
  });
}
