import type { LeaseRequest } from "./lease";

/** When a request was sent and when its response came, in ticks of a clock that never goes back. */
export interface RequestTiming {
  readonly sentTicks: number;
  readonly respondedTicks: number;
}

/** The service's time, in milliseconds since the epoch, and the ticks of the clock that never goes back. */
interface ServiceClock {
  now(): number;
  ticks(): number;
}

/**
 * A lease request by the service's clock as it is known now: a response that came later may have been the first to tell
 * the service's time.
 * @param minutes the lease that was asked for
 */
export function leaseRequest(
  clock: ServiceClock,
  minutes: number,
  { sentTicks, respondedTicks }: RequestTiming,
): LeaseRequest {
  const offsetMs = clock.now() - clock.ticks();
  return { minutes, sentAt: sentTicks + offsetMs, respondedAt: respondedTicks + offsetMs };
}
