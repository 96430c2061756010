import { Moment } from '../http/moment.js';
import { PageQuery } from '../http/page.js';
import { Optional, rule, Text } from '../http/rules.js';
import { DELIVERY_STATUSES } from './delivery.row.js';

const STATUS_CODE = /^([1-5][0-9]{2}|[1-5]xx|error)$/i;

export class ListDeliveriesQuery extends PageQuery {
  @Optional()
  @rule({
    expected: `one or more of ${DELIVERY_STATUSES.join(', ')}, separated by commas`,
    schema: { type: 'string' },
    test: (value) =>
      typeof value === 'string' &&
      value.split(',').every((one) => (DELIVERY_STATUSES as readonly string[]).includes(one)),
  })
  status?: string;

  @Optional()
  @rule({
    expected: 'a status such as 500, a class such as 4xx, or "error" for no answer at all',
    schema: { type: 'string', pattern: STATUS_CODE.source },
    test: (value) => typeof value === 'string' && STATUS_CODE.test(value),
  })
  status_code?: string;

  @Optional()
  @Text({ min: 1, max: 256 })
  event_type?: string;

  @Optional()
  @Moment()
  since?: string;

  @Optional()
  @Moment()
  until?: string;
}

/** Over all webhooks that the caller may see. */
export class ListAllDeliveriesQuery extends ListDeliveriesQuery {
  @Optional()
  @Text({ min: 1, max: 64 })
  webhook_id?: string;

  @Optional()
  @Text({ min: 1, max: 64 })
  event_id?: string;

  @Optional()
  @Text({ min: 1, max: 64 })
  project_id?: string;
}

export class ReplayDeliveriesDto {
  @rule({
    expected: 'a list of 1 to 100 delivery ids',
    schema: { type: 'array', minItems: 1, maxItems: 100, items: { type: 'string' } },
    test: (value) =>
      Array.isArray(value) && value.length >= 1 && value.length <= 100 && value.every((id) => typeof id === 'string'),
  })
  ids!: string[];
}
