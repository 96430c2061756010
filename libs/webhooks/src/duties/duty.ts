/** Work that some process has to do now and then; whoever is first does it, and the database keeps the others out. */
export interface Duty {
  /** For the log. */
  readonly name: string;
  /** Between two runs, milliseconds. */
  readonly interval: number;
  /** Does what is due. Safe in several processes at once. */
  runOnce(): Promise<unknown>;
}
