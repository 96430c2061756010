/** The largest content that an upload may have, in bytes. */
export const MAX_FILE_BYTES = Symbol('MAX_FILE_BYTES');
