/** Time that only goes forward, for measuring and for waiting. Due times and leases are the database's business. */
export interface Monotonic {
  /** Milliseconds since some moment. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

export const monotonic: Monotonic = {
  now: () => performance.now(),
  sleep: (milliseconds) =>
    new Promise((resolve) => {
      setTimeout(resolve, milliseconds);
    }),
};
