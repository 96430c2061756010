/** A JSON Schema, or a part of an OpenAPI document. */
export type Json = Readonly<Record<string, unknown>>;

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: Json;
  readonly security: readonly Json[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  /** What receivers get. */
  readonly webhooks: Json;
  readonly components: { readonly schemas: Readonly<Record<string, Json>>; readonly securitySchemes: Json };
}

/** One route: what it takes, and what it answers when all is well. */
export interface Operation {
  /** `POST /api/projects/{projectId}/webhooks` */
  readonly route: string;
  readonly summary: string;
  /** Names of query and header parameters, with their schemas. */
  readonly query?: Json;
  readonly headers?: Json;
  /** Name of a schema. */
  readonly body?: string;
  /** Status and schema; null: no body. */
  readonly answer: readonly [status: number, schema: Json | null];
}

export interface ApiDescription {
  readonly title: string;
  readonly description: string;
  readonly operations: readonly Operation[];
  readonly schemas: Readonly<Record<string, Json>>;
  /** Name of the schema of every other answer. */
  readonly error: string;
  /** Headers of a delivery, and the name of the schema of its body. */
  readonly delivery: { readonly headers: readonly string[]; readonly body: string };
}

export const text: Json = { type: 'string' };
export const whole: Json = { type: 'integer' };
export const flag: Json = { type: 'boolean' };
export const time: Json = { type: 'string', format: 'date-time' };
export const free: Json = { type: 'object', additionalProperties: true };
export const texts: Json = { type: 'array', items: text };
export const listOf = (items: Json): Json => ({ type: 'array', items });
export const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
export const orNull = (schema: Json): Json => ({ anyOf: [schema, { type: 'null' }] });

/** @param required names, divided by blanks */
export function object(required: string, properties: Json): Json {
  return { type: 'object', required: required.split(' ').filter((name) => name !== ''), properties };
}

/** Every credential goes by every one of these names. */
export function apiKeySchemes(): Json {
  return {
    bearer: { type: 'http', scheme: 'bearer' },
    apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
    clientKey: { type: 'apiKey', in: 'header', name: 'apikey' },
    appwriteKey: { type: 'apiKey', in: 'header', name: 'X-Appwrite-Key' },
  };
}

/** What a receiver gets, as the `webhooks` of a document. */
export function receiverOpenApi({ headers, body }: ApiDescription['delivery']): Json {
  return {
    delivery: {
      post: {
        summary: 'What a receiver gets',
        security: [],
        parameters: headers.map((name) => ({ name, in: 'header', schema: text })),
        requestBody: json(ref(body)),
        responses: { '2XX': { description: 'Accepted; every other status is tried again' } },
      },
    },
  };
}

export function openApiDocument(api: ApiDescription): OpenApiDocument {
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of api.operations) {
    const [method = '', path = ''] = operation.route.split(' ');
    (paths[path] ??= {})[method.toLowerCase()] = toOperation(operation, path, api.error);
  }
  const securitySchemes = apiKeySchemes();
  return {
    openapi: '3.1.0',
    info: { title: api.title, description: api.description, version: '1' },
    security: Object.keys(securitySchemes).map((name) => ({ [name]: [] })),
    paths,
    webhooks: receiverOpenApi(api.delivery),
    components: { schemas: api.schemas, securitySchemes },
  };
}

function toOperation({ route, summary, query, headers, body, answer }: Operation, path: string, error: string): Json {
  const [status, schema] = answer;
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: text })),
    ...Object.entries(query ?? {}).map(([name, of]) => ({ name, in: 'query', schema: of })),
    ...Object.entries(headers ?? {}).map(([name, of]) => ({ name, in: 'header', schema: of })),
  ];
  return {
    operationId: operationId(route),
    summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body === undefined ? {} : { requestBody: json(ref(body)) }),
    responses: {
      [String(status)]: schema === null ? { description: 'Done' } : { description: 'Success', ...json(schema) },
      default: { description: 'Refused or not found', ...json(ref(error)) },
    },
  };
}

/** `postApiV1WebhooksIdTest`: generators of clients name their methods after it. */
function operationId(route: string): string {
  const words = route.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return words
    .map((word, at) => (at === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
}

function json(schema: Json): Json {
  return { content: { 'application/json': { schema } } };
}
