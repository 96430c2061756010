const WINDOW_MS = 60_000;
const LIMIT = 30;
const MAX_ADDRESSES = 10_000;

/**
 * Counts wrong tokens per address: 30 in a minute. Guessing a key of 256 bits is hopeless; what this saves is the
 * database read that every wrong key would cost.
 */
export class FailedAttempts {
  private readonly windows = new Map<string, { endsAt: number; count: number }>();

  constructor(private readonly now: () => number = Date.now) {}

  /** @returns seconds to wait, 0 when the address may try */
  waitSeconds(address: string): number {
    const window = this.windows.get(address);
    if (!window || window.endsAt <= this.now() || window.count < LIMIT) return 0;
    return Math.ceil((window.endsAt - this.now()) / 1000);
  }

  count(address: string): void {
    const now = this.now();
    const window = this.windows.get(address);
    if (window && window.endsAt > now) {
      window.count += 1;
      return;
    }
    // A map that an attacker with many addresses can grow without end would be the better attack.
    if (this.windows.size >= MAX_ADDRESSES) this.forgetOldest(now);
    this.windows.delete(address);
    this.windows.set(address, { endsAt: now + WINDOW_MS, count: 1 });
  }

  private forgetOldest(now: number): void {
    for (const [address, window] of this.windows) {
      if (window.endsAt > now && this.windows.size < MAX_ADDRESSES) return;
      this.windows.delete(address);
    }
  }
}
