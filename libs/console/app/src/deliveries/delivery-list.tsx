import { Button, Switch } from '@mantine/core';
import { RotateCcw, Search, Send } from 'lucide-react';
import { useState } from 'react';
import { useWebhookName } from '../api/webhooks.js';
import { DataTable } from '../components/data-table.js';
import { EmptyState } from '../components/empty-state.js';
import { Panel } from '../components/panel.js';
import { Toolbar } from '../components/toolbar.js';
import { useMay } from '../session/session.js';
import { deliveryColumns } from './delivery-columns.js';
import { DeliveryFilters } from './delivery-filters.js';
import { isFiltered, type DeliverySearch } from './delivery-search.js';
import classes from './deliveries.module.css';
import { fits } from './fits.js';
import { showDeliveries, useDeliveries, type DeliveryScope } from './use-deliveries.js';
import { useLiveTail } from './use-live-tail.js';
import { MAX_SELECTED, useReplayAll } from './use-replay.js';

interface DeliveryListProps {
  readonly scope: DeliveryScope;
  readonly search: DeliverySearch;
  readonly onSearch: (change: Partial<DeliverySearch>) => void;
}

/** Deliveries with filters, live tail and replay: of everything, or of one webhook. */
export function DeliveryList({ scope, search, onSearch }: DeliveryListProps) {
  const [tails, setTails] = useState(false);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const nameOf = useWebhookName(scope.projectId);
  const mayReplay = useMay('deliveries:write');
  const pages = useDeliveries(scope, search, tails);
  const state = useLiveTail(tails, scope, (ended) =>
    showDeliveries(
      scope,
      search,
      ended.filter((delivery) => fits(delivery, search)),
    ),
  );
  // What is replayed is what is seen: a selection does not outlive the list that it was made in.
  const list = JSON.stringify([scope, search]);
  const [selectedIn, setSelectedIn] = useState(list);
  if (selectedIn !== list) {
    setSelectedIn(list);
    setSelected(new Set());
  }
  const select = (id: string, isSelected: boolean) =>
    setSelected((before) => {
      const after = new Set(before);
      if (isSelected) after.add(id);
      else after.delete(id);
      return after;
    });
  return (
    <Panel flush>
      <Toolbar>
        <DeliveryFilters search={search} onChange={onSearch} />
        <Switch
          className={classes.end}
          size="xs"
          label={
            <span className={classes.live}>
              <span className={classes.pulse} data-state={state} />
              {state === 'connecting' ? 'Connecting …' : 'Live tail'}
            </span>
          }
          checked={tails}
          onChange={({ currentTarget: { checked } }) => {
            setTails(checked);
            if (!checked) void pages.refetch();
          }}
        />
      </Toolbar>
      {selected.size > 0 && <Selection selected={selected} onClear={() => setSelected(new Set())} />}
      <DataTable
        label="Deliveries"
        columns={deliveryColumns({
          nameOf: scope.webhookId === undefined ? nameOf : undefined,
          selected,
          onSelect: mayReplay ? select : undefined,
        })}
        pages={pages}
        rowKey={({ id }) => id}
        isMarked={({ id }) => selected.has(id)}
        empty={
          isFiltered(search) ? (
            <EmptyState icon={Search} title="No delivery fits">
              Widen the time, or take a filter away.
            </EmptyState>
          ) : (
            <EmptyState icon={Send} title="Nothing has been sent yet">
              A delivery appears for each event that a webhook hears. A test is one too.
            </EmptyState>
          )
        }
      />
    </Panel>
  );
}

function Selection({ selected, onClear }: { readonly selected: ReadonlySet<string>; readonly onClear: () => void }) {
  const replay = useReplayAll();
  const tooMany = selected.size > MAX_SELECTED;
  return (
    <div className={classes.selection} role="status">
      <span>
        {selected.size} selected{tooMany && `; at most ${MAX_SELECTED} are replayed at once`}
      </span>
      <Button
        size="xs"
        leftSection={<RotateCcw size={14} />}
        disabled={tooMany}
        loading={replay.isPending}
        onClick={() => replay.mutate([...selected], { onSuccess: onClear })}
      >
        Replay selected
      </Button>
      <Button size="xs" variant="subtle" color="gray" onClick={onClear}>
        Clear
      </Button>
    </div>
  );
}
