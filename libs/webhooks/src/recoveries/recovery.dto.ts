import { Moment } from '../http/moment.js';
import { PageQuery } from '../http/page.js';
import { Flag, Optional, rule, Texts, Whole } from '../http/rules.js';
import { RECOVERABLE_STATUSES, type RecoverableStatus } from './recovery.row.js';

/** Body of `POST /v1/webhooks/{id}/recover`. */
export class RecoverDto {
  @Moment()
  since!: string;

  @Optional()
  @Moment()
  until?: string | null;

  @Optional()
  @rule({
    expected: `a list of one or more of ${RECOVERABLE_STATUSES.join(', ')}`,
    schema: { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string', enum: RECOVERABLE_STATUSES } },
    test: (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.length <= RECOVERABLE_STATUSES.length &&
      value.every((one) => (RECOVERABLE_STATUSES as readonly unknown[]).includes(one)),
  })
  status?: RecoverableStatus[] | null;

  @Optional()
  @Texts({ minItems: 1, maxItems: 100, max: 128 })
  event_types?: string[] | null;

  @Optional()
  @Whole({ min: 1, max: 1000 })
  rate_per_second?: number | null;

  @Optional()
  @Flag()
  dry_run?: boolean | null;
}

export class ListRecoveriesQuery extends PageQuery {}
