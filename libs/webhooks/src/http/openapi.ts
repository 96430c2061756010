import { RequestMethod, type Type } from '@nestjs/common';
import { HTTP_CODE_METADATA, METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { getMetadataStorage } from 'class-validator';
import { ANY_SCOPE, REQUIRED_SCOPE, type RequiredScope } from '../access/require-scope.decorator.js';
import { DESCRIPTION, type RouteDescription } from './describe.decorator.js';
import { inputsOf } from './request-input.js';
import { nestedType, RULE } from './rules.js';
import { SCHEMAS } from './openapi-schemas.js';
import { propertiesOf, type InputClass } from './validate-input.js';

type Json = Record<string, unknown>;

/** Parts of an OpenAPI 3.1 document. */
export interface OpenApiFragment {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

/**
 * Paths and schemas of controllers, read from the very decorators that make the routes, so that the document cannot
 * say something else than the server does. Needs no OpenAPI library at run time.
 */
export function openApiOf(controllers: readonly Type[], prefix: string): OpenApiFragment {
  const paths: Record<string, Record<string, Json>> = {};
  const schemas: Record<string, Json> = { ...SCHEMAS };
  for (const controller of controllers) {
    const prototype = controller.prototype as object;
    for (const name of Object.getOwnPropertyNames(prototype)) {
      // The class itself carries a path too.
      if (name === 'constructor') continue;
      const handler: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
      const path = routePath(prefix, controller, handler);
      if (typeof handler !== 'function' || path === undefined) continue;
      const method = String(RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number]).toLowerCase();
      (paths[path] ??= {})[method] = operation(controller, prototype, name, handler, path, schemas);
    }
  }
  return { paths, components: { schemas } };
}

function routePath(prefix: string, controller: Type, handler: unknown): string | undefined {
  if (typeof handler !== 'function') return undefined;
  const own = Reflect.getMetadata(PATH_METADATA, handler) as string | undefined;
  if (own === undefined) return undefined;
  const parts = [prefix, Reflect.getMetadata(PATH_METADATA, controller) as string, own].join('/').split('/');
  return `/${parts.filter((part) => part !== '').join('/')}`.replace(/:(\w+)/g, '{$1}');
}

function operation(
  controller: Type,
  prototype: object,
  name: string,
  handler: object,
  path: string,
  schemas: Record<string, Json>,
): Json {
  const description = Reflect.getMetadata(DESCRIPTION, handler) as RouteDescription | undefined;
  if (!description) throw new Error(`${controller.name}.${name} needs @Describe.`);
  const scope = Reflect.getMetadata(REQUIRED_SCOPE, handler) as RequiredScope;
  const { body, query } = inputsOf(prototype, name);
  const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod;
  const status =
    (Reflect.getMetadata(HTTP_CODE_METADATA, handler) as number | undefined) ??
    (method === RequestMethod.POST ? 201 : 200);
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, id]) => ({
      name: id,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    ...(query ? queryParameters(query) : []),
    ...(method === RequestMethod.POST
      ? [{ name: 'Idempotency-Key', in: 'header', schema: { type: 'string', maxLength: 255 } }]
      : []),
  ];
  if (body) {
    if (bodyName(body) in SCHEMAS) throw new Error(`${body.name} would take the place of an answer of the same name.`);
    schemas[bodyName(body)] = schemaOf(body, 'null too');
  }
  return {
    operationId: `${controller.name.replace('Controller', '')}.${name}`,
    tags: [path.split('/').find((part) => part !== '' && !/^v\d+$/.test(part)) ?? 'posthorn'],
    summary: description.summary,
    description: ACCESS[scope] ?? `Scope: \`${scope}\`.`,
    security: [{ bearer: [] }],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { content: { 'application/json': { schema: ref(bodyName(body)) } } } } : {}),
    responses: {
      [String(status)]: answer(description),
      ...(description.orStatus === undefined ? {} : { [String(description.orStatus)]: answer(description) }),
      default: { description: 'A problem', content: { 'application/problem+json': { schema: ref('Problem') } } },
    },
  };
}

function answer({ returns }: RouteDescription): Json {
  if (returns === null) return { description: 'Done' };
  if (typeof returns === 'object' && 'stream' in returns) {
    return { description: returns.stream, content: { 'text/event-stream': { schema: { type: 'string' } } } };
  }
  const schema =
    typeof returns === 'string'
      ? ref(returns)
      : {
          type: 'object',
          required: [returns.list, 'next_cursor'],
          properties: {
            [returns.list]: { type: 'array', items: ref(returns.of) },
            next_cursor: { type: ['string', 'null'] },
          },
        };
  return { description: 'Success', content: { 'application/json': { schema } } };
}

function queryParameters(type: InputClass): Json[] {
  const { properties } = schemaOf(type, 'text only') as { properties: Record<string, Json> };
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', schema }));
}

/** The JSON Schema of a DTO, from the rules on its properties. What is optional in a body may be null in it. */
function schemaOf(type: InputClass, optional: 'null too' | 'text only'): Json {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  const properties: Record<string, Json> = {};
  const required: string[] = [];
  for (const property of propertiesOf(type)) {
    const own = metadata.filter((entry) => entry.propertyName === property);
    const found = own.find((entry) => entry.name === RULE)?.constraints[0] as Json | undefined;
    const nested = nestedType(type.prototype as object, property);
    const schema = nested ? schemaOf(nested, optional) : (found ?? {});
    const mayBeAbsent = own.some((entry) => entry.type === 'conditionalValidation');
    properties[property] = mayBeAbsent && optional === 'null too' ? orNull(schema) : schema;
    if (!mayBeAbsent && schema['readOnly'] !== true) required.push(property);
  }
  return { type: 'object', ...(required.length > 0 ? { required } : {}), properties, additionalProperties: false };
}

/** A schema that names no type says for itself what it takes. */
function orNull(schema: Json): Json {
  const { type, enum: values } = schema;
  if (typeof type !== 'string') return schema;
  return {
    ...schema,
    type: [type, 'null'],
    ...(Array.isArray(values) ? { enum: [...(values as unknown[]), null] } : {}),
  };
}

const ACCESS: Readonly<Record<string, string>> = { admin: 'Admin token only.', [ANY_SCOPE]: 'Every caller.' };
const bodyName = (type: InputClass): string => type.name.replace(/Dto$/, '');
const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
