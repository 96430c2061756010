import { queryOptions } from '@tanstack/react-query';
import { answer, api } from './client.js';

export const RANGES = ['1h', '24h', '7d', '30d'] as const;
export type Range = (typeof RANGES)[number];

/** How far back, and how long an interval is: about as many as a chart can show. */
const SHAPES: Readonly<
  Record<Range, { readonly seconds: number; readonly interval: string; readonly bucket: number }>
> = {
  '1h': { seconds: 3600, interval: '1m', bucket: 60 },
  '24h': { seconds: 86_400, interval: '1h', bucket: 3600 },
  '7d': { seconds: 7 * 86_400, interval: '6h', bucket: 6 * 3600 },
  '30d': { seconds: 30 * 86_400, interval: '1d', bucket: 86_400 },
};

interface StatsRequest {
  readonly range: Range;
  readonly webhookId?: string;
  readonly projectId?: string | undefined;
}

/** Deliveries by outcome over the last while. The current interval is not over yet. */
export function statsQuery({ range, webhookId, projectId }: StatsRequest) {
  return queryOptions({
    queryKey: ['stats', range, webhookId, projectId],
    queryFn: ({ signal }) => {
      const { seconds, interval, bucket } = SHAPES[range];
      const since = new Date(Date.now() - (seconds - bucket) * 1000).toISOString();
      const query = { since, interval, webhook_id: webhookId, project_id: projectId };
      return answer(api.GET('/v1/stats', { params: { query }, signal }));
    },
  });
}

/** The same per webhook, those with the most failures first. */
export function webhookStatsQuery({ range, projectId }: Pick<StatsRequest, 'range' | 'projectId'>) {
  return queryOptions({
    queryKey: ['stats', 'webhooks', range, projectId],
    queryFn: ({ signal }) => {
      const since = new Date(Date.now() - SHAPES[range].seconds * 1000).toISOString();
      return answer(api.GET('/v1/stats/webhooks', { params: { query: { since, project_id: projectId } }, signal }));
    },
  });
}

/** How often statistics are worth reading again, milliseconds: they are written every few seconds. */
export function refreshOf(range: Range): number {
  return range === '1h' ? 10_000 : 30_000;
}
