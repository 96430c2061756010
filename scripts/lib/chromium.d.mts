/** Said when there is none, with what mends it. */
export const WITHOUT_CHROMIUM: string;
/** Path of the system's Chromium; undefined when there is none. */
export function findChromium(): string | undefined;
/** Finds Chromium or installs it where that takes no more than being root; says so when it cannot. Never fails. */
export function ensureChromium(): Promise<void>;
