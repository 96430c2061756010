import type { EventType } from '../../api/types.js';

/** Where a type comes from. */
export const SOURCES: Readonly<Record<EventType['source'], { readonly short: string; readonly long: string }>> = {
  code: { short: 'in code', long: 'in the code of the application' },
  api: { short: 'over the API', long: 'over the API, while the application runs' },
};
