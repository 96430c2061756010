import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { eventTypesQuery } from '../api/catalog.js';
import { TextFilter } from '../components/text-filter.js';
import { TimeFilter } from '../components/time-filter.js';
import { oneOf } from '../router/search.js';
import { isStatusCode, STATUSES, type DeliverySearch } from './delivery-search.js';

interface DeliveryFiltersProps {
  readonly search: DeliverySearch;
  readonly onChange: (change: Partial<DeliverySearch>) => void;
}

/** Status, event type, code and time. */
export function DeliveryFilters({ search, onChange }: DeliveryFiltersProps) {
  const { data } = useQuery(eventTypesQuery);
  const { period, since, until } = search;
  return (
    <>
      <Select
        aria-label="Status"
        placeholder="Any status"
        data={[...STATUSES]}
        value={search.status ?? null}
        onChange={(value) => onChange({ status: oneOf(STATUSES, value) })}
        clearable
        clearButtonProps={{ 'aria-label': 'Any status' }}
        w={136}
      />
      <TextFilter
        label="Event type"
        placeholder="Any event type"
        data={data?.event_types.map(({ name }) => name) ?? []}
        value={search.type}
        onChange={(type) => onChange({ type })}
        width={190}
      />
      <TextFilter
        label="Status code"
        placeholder="Any code"
        data={['2xx', '3xx', '4xx', '5xx', 'error']}
        value={search.code}
        accepts={isStatusCode}
        onChange={(code) => onChange({ code })}
        width={120}
      />
      <TimeFilter span={{ period, since, until }} onChange={onChange} />
    </>
  );
}
