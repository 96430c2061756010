import type { HeaderSource } from '@posthorn/signing';

/** The one value of a header, by its lower-case name. Undefined when it is absent, empty or there more than once. */
export function headerOf(headers: HeaderSource, name: string): string | undefined {
  if (isFetchHeaders(headers)) return headers.get(name) || undefined;
  const values = Object.entries(headers)
    .filter(([key]) => key.toLowerCase() === name)
    .flatMap(([, value]) => value ?? []);
  return values.length === 1 ? values[0] || undefined : undefined;
}

function isFetchHeaders(headers: HeaderSource): headers is { get(name: string): string | null } {
  return typeof headers['get' as keyof HeaderSource] === 'function';
}
