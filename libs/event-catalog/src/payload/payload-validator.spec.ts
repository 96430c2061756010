import { describe, expect, it } from '@jest/globals';
import { Type } from 'class-transformer';
import {
  ArrayMinSize,
  IsArray,
  IsDate,
  IsEmail,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  registerDecorator,
  ValidateIf,
  ValidateNested,
  ValidatePromise,
} from 'class-validator';
import { payloadValidator } from './payload-validator.js';

class Address {
  @IsString() city!: string;
  @IsOptional() @Length(2, 2) country?: string | null;
}
class Item {
  @IsString() sku!: string;
  @IsInt() quantity!: number;
}
class Order {
  @IsString() id!: string;
  @IsEmail() email!: string;
  @ValidateNested() @Type(() => Address) address!: Address;
  @IsArray() @ArrayMinSize(1) @ValidateNested({ each: true }) @Type(() => Item) items!: Item[];
  @IsString({ each: true }) @IsOptional() tags?: string[];
  @IsDate() placedAt!: Date;
  @IsObject() @IsOptional() metadata?: Record<string, unknown>;
  @IsIn(['card', 'cash']) method!: string;
  @ValidateIf((order: Order) => order.method === 'card') @IsString() last4?: string;
}

const order = (): Record<string, unknown> => ({
  id: 'o1',
  email: 'a@example.com',
  address: { city: 'Berlin' },
  items: [{ sku: 's', quantity: 1 }],
  placedAt: '2025-11-02T10:30:00.000Z',
  method: 'cash',
});
const validator = payloadValidator(Order);
const paths = (payload: unknown) => validator.validate(payload).map(({ path }) => path);

describe('a payload class', () => {
  it('accepts what fits, with dates as text or as Date', () => {
    expect(validator.validate(order())).toEqual([]);
    expect(validator.validate({ ...order(), placedAt: new Date() })).toEqual([]);
  });

  it('names one entry per wrong field, nested ones by their path', () => {
    expect(
      paths({
        ...order(),
        id: 1,
        address: { city: 5, country: 'DEU' },
        items: [
          { sku: 's', quantity: 1 },
          { sku: 2, quantity: 1.5 },
        ],
      }),
    ).toEqual(['id', 'address.city', 'address.country', 'items[1].sku', 'items[1].quantity']);
  });

  it('says what was expected', () => {
    expect(validator.validate({ ...order(), id: 1 })).toEqual([
      { path: 'id', message: 'id must be a string', expected: 'a string' },
    ]);
    expect(validator.validate({ ...order(), placedAt: 'yesterday' })[0]?.expected).toContain('ISO 8601');
    expect(validator.validate({ ...order(), tags: [1] })[0]).toMatchObject({
      path: 'tags',
      expected: 'each value: a string',
    });
  });

  it('refuses unknown fields everywhere, and offers the nearest known one', () => {
    const entries = validator.validate({ ...order(), emial: 'x', address: { city: 'B', zip: 1 } });
    expect(entries.map(({ path }) => path)).toEqual(['address.zip', 'emial']);
    expect(entries[1]?.expected).toContain('"email"');
  });

  it.each(['hasOwnProperty', 'constructor', 'toString', '__defineGetter__'])(
    'refuses an unknown field called %s',
    (name) => {
      expect(paths({ ...order(), [name]: 1 })).toContain(name);
    },
  );

  it('leaves the inside of a free-form object alone', () => {
    expect(validator.validate({ ...order(), metadata: { any: { thing: [1] } } })).toEqual([]);
  });

  it('obeys conditions that look at other fields', () => {
    expect(paths({ ...order(), method: 'card' })).toEqual(['last4']);
    expect(paths({ ...order(), method: 'card', last4: '4242' })).toEqual([]);
  });

  it('does not let defaults of the class stand in for missing fields', () => {
    class WithDefault {
      @IsString() status = 'active';
    }
    expect(payloadValidator(WithDefault).validate({})).toHaveLength(1);
  });

  it.each([null, undefined, 'text', 5, [[]]])('refuses %j as a whole', (payload) => {
    expect(paths(payload)).toEqual(['']);
  });

  it('refuses wrong shapes where something nested belongs', () => {
    expect(paths({ ...order(), address: 'Berlin' })).toEqual(['address']);
    expect(paths({ ...order(), items: [null] })).toEqual(['items[0]']);
    expect(paths({ ...order(), items: [] })).toEqual(['items']);
  });

  it('honours rules that the host wrote', () => {
    const Even = () => (object: object, propertyName: string) =>
      registerDecorator({
        name: 'isEven',
        target: object.constructor,
        propertyName,
        validator: { validate: (value: unknown) => Number(value) % 2 === 0, defaultMessage: () => 'has to be even' },
      });
    class Pair {
      @Even() count!: number;
    }
    expect(payloadValidator(Pair).validate({ count: 2 })).toEqual([]);
    expect(payloadValidator(Pair).validate({ count: 3 })).toEqual([
      { path: 'count', message: 'has to be even', expected: 'has to be even' },
    ]);
  });

  it('reports a rule that throws as a wrong payload', () => {
    class Fragile {
      @ValidateIf((o: { address: { city: string } }) => o.address.city === 'x') @IsString() name?: string;
    }
    expect(payloadValidator(Fragile).validate({ name: 'n' })[0]?.message).toMatch(/a rule of Fragile failed/);
  });

  it('validates classes that contain themselves', () => {
    class Node {
      @IsString() name!: string;
      @IsOptional() @ValidateNested({ each: true }) @Type(() => Node) children?: Node[];
    }
    const tree = payloadValidator(Node);
    expect(tree.validate({ name: 'a', children: [{ name: 'b', children: [] }] })).toEqual([]);
    expect(tree.validate({ name: 'a', children: [{ name: 'b', children: [{ name: 1 }] }] })[0]?.path).toBe(
      'children[0].children[0].name',
    );
  });

  it('inherits the fields of its parent', () => {
    class Base {
      @IsString() id!: string;
    }
    class Child extends Base {
      @IsInt() age!: number;
    }
    expect(
      payloadValidator(Child)
        .validate({ id: 'x', age: 'y' })
        .map(({ path }) => path),
    ).toEqual(['age']);
  });

  it('revives dates and nested instances', () => {
    const revived = validator.revive(order()) as Order;
    expect(revived).toBeInstanceOf(Order);
    expect(revived.items[0]).toBeInstanceOf(Item);
    expect(revived.placedAt).toEqual(new Date('2025-11-02T10:30:00.000Z'));
  });

  it('is refused without decorators, with promises or with a nested field of unknown class', () => {
    class Bare {
      id!: string;
    }
    class Promised {
      @ValidatePromise() id!: Promise<string>;
    }
    class Vague {
      @ValidateNested({ each: true }) items!: Item[];
    }
    class Slow {
      id!: string;
    }
    registerDecorator({
      name: 'exists',
      async: true,
      target: Slow,
      propertyName: 'id',
      validator: { validate: () => Promise.resolve(true) },
    });
    for (const [payload, advice] of [
      [Bare, /decorate every field/],
      [Promised, /ValidatePromise/],
      [Vague, /@Type/],
      [Slow, /asynchronous/],
    ] as const) {
      expect(() => payloadValidator(payload)).toThrow(expect.objectContaining({ code: 'invalid_payload_class' }));
      expect(() => payloadValidator(payload)).toThrow(advice);
    }
  });
});
