import { openApiWebhooks, type EventCatalog } from '@posthorn/event-catalog';
import { webhooksOpenApi, type OpenApiFragment } from '@posthorn/webhooks';
import { PosthornApiOptions } from './posthorn.options.js';

/** What is read of a document that `SwaggerModule.createDocument` has made. */
export interface HostDocument {
  readonly paths: object;
  readonly components?: { readonly schemas?: object; readonly securitySchemes?: object };
}

export interface PosthornOpenApiOptions {
  /** Where the API is in the host, behind its global prefix if it has one. */
  readonly prefix?: string;
  /** `app.get(EventCatalog)`: shows what receivers get under `webhooks`, which OpenAPI knows from 3.1 on. */
  readonly catalog?: Pick<EventCatalog, 'all'>;
}

/**
 * The host's OpenAPI document with Posthorn's routes described in full: bodies, queries, answers, scopes. Swagger itself
 * finds the routes and knows nothing more of them. Routes of the host keep what they have. OpenAPI 3.1
 * (`new DocumentBuilder().setOpenAPIVersion('3.1.0')`).
 */
export function withPosthornApi<Document extends HostDocument>(
  document: Document,
  { prefix = new PosthornApiOptions().prefix, catalog }: PosthornOpenApiOptions = {},
): Document {
  const { paths, components } = named(webhooksOpenApi({ prefix }));
  const own = document.paths as Readonly<Record<string, object | undefined>>;
  const described = Object.entries(paths).map(([path, operations]) => [path, { ...own[path], ...operations }] as const);
  return {
    ...document,
    paths: { ...own, ...Object.fromEntries(described) },
    components: {
      ...document.components,
      schemas: { ...document.components?.schemas, ...components.schemas },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' }, ...document.components?.securitySchemes },
    },
    ...(catalog === undefined ? {} : { webhooks: openApiWebhooks(catalog) }),
  };
}

const PREFIX = 'Posthorn';

/** Our schemas under names of their own: a host has an `Event` or a `Webhook` too. */
function named(fragment: OpenApiFragment): OpenApiFragment {
  const place = '"#/components/schemas/';
  const { paths, components } = JSON.parse(
    JSON.stringify(fragment).replaceAll(place, place + PREFIX),
  ) as OpenApiFragment;
  const schemas = Object.fromEntries(
    Object.entries(components.schemas).map(([name, schema]) => [PREFIX + name, schema]),
  );
  return { paths, components: { schemas } };
}
