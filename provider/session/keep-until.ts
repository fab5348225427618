import { parseInstant } from "../tasknet";
import type { Lease } from "./lease";
import { isRenewalDue } from "./lease";

/** Inputs that decide whether an update keeps a session alive; a value may be unknown. */
interface KeepInputs {
  readonly keepUntil?: unknown;
  readonly recreateWhenEnded?: unknown;
}

/**
 * Whether `keepUntil` is over, so that no update keeps the session alive. A value that is not known yet is not over.
 * @param nowMs milliseconds since the epoch by the service's clock
 */
export function isPastKeepUntil({ keepUntil }: KeepInputs, nowMs: number): boolean {
  return typeof keepUntil === "string" && nowMs >= parseInstant(keepUntil);
}

/** Whether an update creates the session again after it has ended. */
export function isRecreated(inputs: KeepInputs, nowMs: number): boolean {
  return inputs.recreateWhenEnded !== false && !isPastKeepUntil(inputs, nowMs);
}

/** Whether an update renews the lease: it is due, and `keepUntil` is not over. */
export function isRenewed(
  lease: Lease,
  inputs: KeepInputs & { readonly renewBefore?: number | undefined },
  nowMs: number,
): boolean {
  return isRenewalDue(lease, inputs.renewBefore, nowMs) && !isPastKeepUntil(inputs, nowMs);
}
