import { useQuery } from '@tanstack/react-query';
import { Sparkline } from '../../components/sparkline.js';
import { statsQuery } from '../../api/stats.js';

/** A day of a webhook in hours: what succeeded, and what failed on top. */
export function WebhookSparkline({ webhookId }: { readonly webhookId: string }) {
  const { data } = useQuery({ ...statsQuery({ range: '24h', webhookId }), staleTime: 60_000, refetchInterval: 60_000 });
  if (!data) return <Sparkline bars={[]} label="Loading" />;
  const { success, failed, skipped } = data.totals;
  return (
    <Sparkline
      bars={data.buckets}
      label={`In the last 24 hours ${success} succeeded, ${failed} failed, ${skipped} skipped`}
    />
  );
}
