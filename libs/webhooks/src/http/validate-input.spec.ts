import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ListAllDeliveriesQuery, ReplayDeliveriesDto } from '../deliveries/delivery.dto.js';
import { ChangeEventTypeDto, RegisterEventTypeDto } from '../event-types/event-type.dto.js';
import { ListEventsQuery, PublishEventDto } from '../events/event.dto.js';
import { CreateWebhookDto, ListWebhooksQuery, RotateSecretDto, UpdateWebhookDto } from '../webhooks/webhook.dto.js';
import { propertiesOf, validateInput, type InputClass } from './validate-input.js';

const DTOS: readonly InputClass[] = [
  CreateWebhookDto,
  UpdateWebhookDto,
  RotateSecretDto,
  PublishEventDto,
  RegisterEventTypeDto,
  ChangeEventTypeDto,
  ReplayDeliveriesDto,
  ListWebhooksQuery,
  ListAllDeliveriesQuery,
  ListEventsQuery,
];

const json = fc.anything({ withNullPrototype: false, maxDepth: 4 }).map((value): unknown => {
  const replacer = (_: string, inner: unknown): unknown => (typeof inner === 'bigint' ? String(inner) : inner);
  return (JSON.parse(JSON.stringify([value], replacer)) as unknown[])[0];
});

describe('validateInput', () => {
  it('names a hundred unknown fields at most, and what is wrong with known ones beside them', () => {
    const input = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`x${index}`, 1]));
    const result = validateInput(CreateWebhookDto, { ...input, url: 5 });
    const problems = 'problems' in result ? result.problems : [];
    expect(problems.filter(({ code }) => code === 'unknown_field')).toHaveLength(100);
    expect(problems.map(({ field }) => field)).toContain('url');
  });

  it.each(DTOS.map((type) => [type.name, type] as const))(
    'neither throws nor lets a strange value through for %s',
    (_, type) => {
      const fields = [...propertiesOf(type), '__proto__', 'constructor', 'toString'];
      const body = fc.oneof(json, fc.dictionary(fc.constantFrom(...fields), json, { noNullPrototype: true }));
      fc.assert(
        fc.property(body, (input) => {
          const result = validateInput(type, input);
          if ('problems' in result) {
            expect(result.problems.length).toBeGreaterThan(0);
            for (const problem of result.problems) {
              expect(problem).toMatchObject({
                field: expect.any(String),
                code: expect.any(String),
                message: expect.any(String),
              });
            }
          } else {
            expect(Object.getPrototypeOf(result.value)).toBe(type.prototype);
            expect(Object.keys(result.value).every((key) => propertiesOf(type).has(key))).toBe(true);
          }
        }),
      );
    },
  );

  it('tells an absent field from one that is null', () => {
    const result = validateInput(UpdateWebhookDto, { name: null });
    expect(result).toEqual({ value: { name: null } });
    expect('value' in result && 'url' in result.value).toBe(false);
  });

  it('says one thing of each wrong field, nested ones by their path', () => {
    const result = validateInput(CreateWebhookDto, {
      url: 1,
      events: ['*'],
      retry: { schedule: 'x', nope: 1 },
      basic_auth: [],
    });
    const fields = 'problems' in result ? result.problems.map((problem) => [problem.field, problem.code]) : [];
    expect(fields.sort()).toEqual([
      ['basic_auth', 'invalid'],
      ['retry.nope', 'unknown_field'],
      ['retry.schedule', 'invalid'],
      ['url', 'invalid'],
    ]);
  });
});
