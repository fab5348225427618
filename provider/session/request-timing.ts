import type { SessionApi } from "./context";
import type { LeaseRequest } from "./lease";

/** When a request was sent and when its response came, in ticks of a clock that never goes back. */
export interface RequestTiming {
  readonly sentTicks: number;
  readonly answeredTicks: number;
}

/**
 * A lease request by the service's clock as it is known now: a response that came later may have been the first to tell
 * the service's time.
 * @param minutes the lease that was asked for
 */
export function leaseRequest(
  api: Pick<SessionApi, "now" | "ticks">,
  minutes: number,
  { sentTicks, answeredTicks }: RequestTiming,
): LeaseRequest {
  const offsetMs = api.now() - api.ticks();
  return { minutes, sentAt: sentTicks + offsetMs, answeredAt: answeredTicks + offsetMs };
}
