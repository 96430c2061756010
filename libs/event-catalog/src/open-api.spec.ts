import { describe, expect, it } from '@jest/globals';
import { Type } from 'class-transformer';
import { IsOptional, IsString, ValidateNested } from 'class-validator';
import { defineEvent } from './define-event.js';
import { EventCatalog } from './event-catalog.js';
import { openApiWebhooks } from './open-api.js';

class Folder {
  @IsString() name!: string;
  @IsOptional() @ValidateNested({ each: true }) @Type(() => Folder) children?: Folder[];
}

describe('the webhooks section of an OpenAPI document', () => {
  const catalog = new EventCatalog();
  catalog.register(
    defineEvent({ name: 'folder.created', description: 'A folder.', payload: Folder, example: { name: 'a' } }),
  );
  catalog.registerRuntime({ name: 'order.created', description: 'An order.' });
  const document = { openapi: '3.1.0', webhooks: openApiWebhooks(catalog) };
  const at = (pointer: string): unknown =>
    pointer
      .split('/')
      .slice(1)
      .reduce<unknown>(
        (value, key) =>
          (value as Record<string, unknown> | undefined)?.[key.replaceAll('~1', '/').replaceAll('~0', '~')],
        document,
      );

  it('has a POST with the standard envelope for every type', () => {
    expect(Object.keys(document.webhooks)).toEqual(['folder.created', 'order.created']);
    expect(at('/webhooks/folder.created/post/requestBody/content/application~1json/schema')).toMatchObject({
      required: ['id', 'type', 'created_at', 'data'],
      properties: { type: { const: 'folder.created' }, data: { type: 'object', required: ['name'] } },
    });
    expect(at('/webhooks/folder.created/post/requestBody/content/application~1json/example/data')).toEqual({
      name: 'a',
    });
  });

  it('names the headers of a delivery', () => {
    const parameters = at('/webhooks/order.created/post/parameters') as { name: string; in: string }[];
    expect(parameters.every((parameter) => parameter.in === 'header')).toBe(true);
    expect(parameters.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'webhook-id',
        'webhook-timestamp',
        'webhook-signature',
        'X-Webhook-Signature',
        'X-Posthorn-Delivery',
      ]),
    );
  });

  it('writes references so that they resolve inside the document', () => {
    const references: string[] = [];
    JSON.stringify(document, (key, value: unknown) => {
      if (key === '$ref') references.push(value as string);
      return value;
    });
    expect(references).toHaveLength(1);
    for (const reference of references)
      expect(at(reference.slice(1))).toMatchObject({ type: 'object', required: ['name'] });
  });

  it('accepts any object for a type without a schema', () => {
    expect(at('/webhooks/order.created/post/requestBody/content/application~1json/schema/properties/data')).toEqual({
      type: 'object',
    });
  });
});
