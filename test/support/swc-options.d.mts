import type { Options } from '@swc/core';

/** How sources become what Node runs, wherever a test does that. */
export const swcOptions: Options;
