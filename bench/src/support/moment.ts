/** Milliseconds of the system's monotonic clock: comparable between the processes of one machine. */
export const moment = (): number => Number(process.hrtime.bigint()) / 1e6;

export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
