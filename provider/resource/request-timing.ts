/** When a request was sent and when its response came, in ticks of a clock that never goes back. */
export interface RequestTiming {
  readonly sentTicks: number;
  readonly respondedTicks: number;
}

/** The service's time, in milliseconds since the epoch, and the ticks of the clock that never goes back. */
export interface ServiceClock {
  now(): number;
  ticks(): number;
}

/** The time of a request by the service's clock, in milliseconds since the epoch. */
export interface ServiceTiming {
  readonly sentAt: number;
  readonly respondedAt: number;
}

/**
 * The time of a request by the service's clock as it is known now: a response that came later may have been the first to
 * tell the service's time.
 */
export function serviceTiming(
  clock: ServiceClock,
  { sentTicks, respondedTicks }: RequestTiming,
): ServiceTiming {
  const offsetMs = clock.now() - clock.ticks();
  return { sentAt: sentTicks + offsetMs, respondedAt: respondedTicks + offsetMs };
}
