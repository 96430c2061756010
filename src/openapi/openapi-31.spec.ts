import { describe, expect, it } from '@jest/globals';

import { toOpenApi31 } from './openapi-31.js';

describe('the step from OpenAPI 3.0 to 3.1', () => {
  it('says that null is one of the types', () => {
    expect(toOpenApi31({ type: 'string', format: 'date-time', nullable: true })).toEqual({
      type: ['string', 'null'],
      format: 'date-time',
    });
  });

  it('lets null be one of the values of an enumeration', () => {
    expect(toOpenApi31({ type: 'string', enum: ['a'], nullable: true })).toEqual({
      type: ['string', 'null'],
      enum: ['a', null],
    });
  });

  it('puts null beside a reference', () => {
    expect(toOpenApi31({ $ref: '#/x', nullable: true })).toEqual({ anyOf: [{ $ref: '#/x' }, { type: 'null' }] });
  });

  it('leaves alone what is not nullable, and a property that is called nullable', () => {
    const schema = { type: 'object', properties: { nullable: { type: 'boolean' } } };
    expect(toOpenApi31(schema)).toEqual(schema);
  });
});
