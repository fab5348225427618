/** Counts requests per account over the last real second. */
export class RateLimiter {
  private readonly accepted = new Map<string, number[]>();
  private readonly now: () => number;

  /** `now` returns real milliseconds since any origin. */
  constructor(now: () => number = () => performance.now()) {
    this.now = now;
  }

  /** Counts a request and returns true if the account stays within `limit` requests per second; else returns false. */
  tryAcquire(account: string, limit: number | undefined): boolean {
    if (limit === undefined) return true;
    const now = this.now();
    const recent = (this.accepted.get(account) ?? []).filter((at) => now - at < 1000);
    const acquired = recent.length < limit;
    if (acquired) recent.push(now);
    this.accepted.set(account, recent);
    return acquired;
  }
}
