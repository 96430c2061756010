import type { CommandOption } from '../command.js';

/** Where the snapshot is unless something is said. */
export const DEFAULT_SNAPSHOT = 'posthorn.catalog.json';

export const CATALOG_OPTIONS = {
  module: {
    value: 'file',
    help: 'compiled module that exports event types, lists of them, or Nest modules; default: "catalog" in package.json',
  },
} satisfies Record<string, CommandOption>;
