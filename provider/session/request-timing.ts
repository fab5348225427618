import type { RequestTiming, ServiceClock } from "../resource";
import { serviceTiming } from "../resource";
import type { LeaseRequest } from "./lease";

/**
 * A lease request by the service's clock as it is known now.
 * @param minutes the lease that was asked for
 */
export function leaseRequest(clock: ServiceClock, minutes: number, timing: RequestTiming): LeaseRequest {
  return { minutes, ...serviceTiming(clock, timing) };
}
