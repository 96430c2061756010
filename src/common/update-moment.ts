/**
 * `updated_at` of a row that this transaction has locked, for `set` of an update. Not `now()`, the beginning of the
 * transaction: of two changes at once the one that waited may have begun first, and whoever keeps the newest state by
 * `updated_at`, since webhooks come in any order, would keep the older one for good.
 */
export const updateMoment = (): string => `greatest(clock_timestamp(), "updated_at" + interval '1 millisecond')`;
