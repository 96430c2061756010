import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query';

interface Page {
  readonly next_cursor?: string | null;
}

export interface PagesOptions<P extends Page, Row> {
  readonly queryKey: QueryKey;
  /** Reads one page; undefined is the first. */
  readonly read: (cursor: string | undefined, signal: AbortSignal) => Promise<P>;
  readonly rows: (page: P) => readonly Row[];
  readonly refetchInterval?: number | false;
}

/** A list of the API that goes on with a cursor: the rows so far, and how to get more. */
export function usePages<P extends Page, Row>({ queryKey, read, rows, refetchInterval }: PagesOptions<P, Row>) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: P) => page.next_cursor ?? undefined,
    refetchInterval: refetchInterval ?? false,
  });
  return { ...query, rows: query.data?.pages.flatMap((page) => rows(page)) };
}

export type Pages<Row> = Pick<
  ReturnType<typeof usePages<Page, Row>>,
  'rows' | 'error' | 'isPending' | 'isError' | 'refetch' | 'hasNextPage' | 'fetchNextPage' | 'isFetchingNextPage'
>;
