import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let awaySince: number | null = null;

/** Told by the client with every request: whether any answer came. */
export function reached(answered: boolean): void {
  const next = answered ? null : (awaySince ?? Date.now());
  if (next === awaySince) return;
  awaySince = next;
  for (const each of listeners) each();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Since when the server has not answered, milliseconds; null while it does. */
export function useAwaySince(): number | null {
  return useSyncExternalStore(subscribe, () => awaySince);
}
