import type { CheckFailure, CheckOptions, CheckResult, MayQuote } from "../resource";
import { checkInputs } from "../resource";
import { inputSpecs } from "./model";

/** Checks a session's inputs and fills in defaults. Returns every failure at once; calls nothing. */
export function check(newInputs: Readonly<Record<string, unknown>>, options?: CheckOptions): CheckResult {
  return checkInputs({ noun: "a session", specs: inputSpecs, rules: wrongRenewal }, newInputs, options);
}

function wrongRenewal(
  { renewBefore, leaseTime }: Readonly<Record<string, unknown>>,
  mayQuote: MayQuote,
): CheckFailure[] {
  if (typeof renewBefore !== "number" || typeof leaseTime !== "number" || renewBefore <= leaseTime) return [];
  const limit = mayQuote("leaseTime", leaseTime) ? `leaseTime (${leaseTime})` : "leaseTime";
  const actual = mayQuote("renewBefore", renewBefore) ? `, but is ${renewBefore}` : "";
  return [{ property: "renewBefore", reason: `must not exceed ${limit}${actual}` }];
}
