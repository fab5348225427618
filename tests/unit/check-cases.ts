import { expect } from "chai";
import { check } from "../../provider/session";

/** The inputs of a session with only the required ones. */
export const ok = { leaseTime: 30 };

/** The properties that fail, in order. */
export function failing(newInputs: Record<string, unknown>): string[] {
  return check(newInputs).failures.map(({ property }) => property);
}

/** The reason of the one failure of a property. */
export function reasonOf(newInputs: Record<string, unknown>, property: string): string {
  const reasons = check(newInputs).failures.filter((failure) => failure.property === property);
  expect(reasons, property).to.have.length(1);
  return reasons[0]!.reason;
}
