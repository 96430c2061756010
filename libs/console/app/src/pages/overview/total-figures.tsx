import { Figures } from '../../components/figures.js';
import type { Stats } from '../../api/types.js';
import { formatCount, formatMilliseconds, formatRate } from '../../lib/format.js';

/** Totals of the range; undefined while they are read. */
export function TotalFigures({ totals }: { readonly totals: Stats['totals'] | undefined }) {
  const of = <T,>(read: (known: Stats['totals']) => T): T | undefined => (totals ? read(totals) : undefined);
  const rate = totals?.success_rate ?? null;
  return (
    <Figures
      figures={[
        {
          label: 'Deliveries',
          value: of(({ deliveries }) => formatCount(deliveries)),
          note: of(({ attempts }) => `${formatCount(attempts)} ${attempts === 1 ? 'attempt' : 'attempts'}`),
        },
        {
          label: 'Success rate',
          value: of(() => formatRate(rate)),
          note: of(({ success }) => `${formatCount(success)} succeeded`),
          tone: rate !== null && rate < 0.95 ? 'failed' : undefined,
        },
        {
          label: 'Failed',
          value: of(({ failed }) => formatCount(failed)),
          note: of(({ skipped }) => `${formatCount(skipped)} skipped`),
          tone: totals && totals.failed > 0 ? 'failed' : undefined,
        },
        { label: 'Response time, p50', value: of(({ p50_ms }) => formatMilliseconds(p50_ms)), note: 'half are faster' },
        {
          label: 'Response time, p95',
          value: of(({ p95_ms }) => formatMilliseconds(p95_ms)),
          note: '19 of 20 are faster',
        },
      ]}
    />
  );
}
