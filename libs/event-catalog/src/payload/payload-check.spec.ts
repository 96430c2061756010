import { describe, expect, it } from '@jest/globals';
import { Type } from 'class-transformer';
import * as rule from 'class-validator';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { accepts } from './payload-check.js';
import { toInstance } from './payload-instance.js';
import { planOf } from './payload-plan.js';

class Inner {
  @rule.IsString() @rule.MinLength(1) a!: string;
  @rule.IsOptional() @rule.IsInt({ each: true }) b?: number[];
  @rule.ValidateIf((o: Inner) => o.a === 'x') @rule.IsBoolean() c?: boolean;
}
class Outer {
  @rule.IsDefined() @rule.ValidateNested() @Type(() => Inner) one!: Inner;
  @rule.IsOptional() @rule.ValidateNested({ each: true }) @Type(() => Inner) many?: Inner[];
  @rule.IsDate() at!: Date;
  @rule.IsString({ validateIf: (o: Outer) => o.at instanceof Date }) d!: string;
  @rule.IsNotEmpty() @rule.IsIn(['x', 1]) e!: unknown;
}

const odd = fc.constantFrom<unknown>('x', '', 1, 2.5, true, null, [], {}, [1, 'x'], '2025-11-02T10:30:00Z', [[]]);
const mostly = (usual: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: odd });
const rarely = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record(fields, {
        requiredKeys: Object.keys(fields).filter((key) => !['b', 'c', 'many'].includes(key)),
      }),
    },
    { weight: 1, arbitrary: fc.record({ ...fields, unknown: odd }, { requiredKeys: [] }) },
  );
const inner = rarely({
  a: mostly(fc.constantFrom('x', 'y')),
  b: mostly(fc.array(fc.integer())),
  c: mostly(fc.boolean()),
});
const outer = rarely({
  one: mostly(inner),
  many: mostly(fc.array(mostly(inner), { maxLength: 3 })),
  at: mostly(fc.constant('2025-11-02T10:30:00Z')),
  d: mostly(fc.string()),
  e: mostly(fc.constantFrom('x', 1)),
});

describe('the fast check of a payload', () => {
  it('says yes exactly when class-validator does', () => {
    const plan = planOf(Outer);
    const verdicts = { yes: 0, no: 0 };
    fc.assert(
      fc.property(outer, (payload) => {
        const instance = toInstance(plan, payload);
        const errors = validateSync(instance, {
          whitelist: true,
          forbidNonWhitelisted: true,
          forbidUnknownValues: true,
        });
        const fast = accepts(plan, toInstance(plan, payload));
        verdicts[fast ? 'yes' : 'no'] += 1;
        expect(fast).toBe(errors.length === 0);
      }),
      { numRuns: 3000 },
    );
    expect(verdicts.yes).toBeGreaterThan(300);
    expect(verdicts.no).toBeGreaterThan(300);
  });

  it('refuses to trust a rule that answers with a promise', () => {
    class Slow {
      id!: string;
    }
    rule.registerDecorator({
      name: 'later',
      target: Slow,
      propertyName: 'id',
      validator: { validate: () => Promise.resolve(false) },
    });
    const plan = planOf(Slow);
    expect(() => accepts(plan, toInstance(plan, { id: 'x' }))).toThrow(
      expect.objectContaining({ code: 'invalid_payload_class' }),
    );
  });
});
