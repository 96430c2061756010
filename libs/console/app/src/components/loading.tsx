import { Skeleton, Stack } from '@mantine/core';

interface LoadingProps {
  /** How many lines stand for what comes. */
  readonly lines?: number;
  readonly label?: string;
}

/** Stands where something is being read. */
export function Loading({ lines = 6, label = 'Loading' }: LoadingProps) {
  return (
    <Stack gap="sm" p="lg" role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, index) => (
        <Skeleton key={index} height={14} width={`${92 - ((index * 23) % 40)}%`} />
      ))}
    </Stack>
  );
}
