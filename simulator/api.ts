import type { Request } from "openapi-backend";
import type { Account } from "./accounts";
import { accountOf } from "./accounts";
import type { Contract, MatchedRequest } from "./contract";
import { depart } from "./departures";
import type { Deps } from "./operations";
import { operate } from "./operations";
import type { RateLimiter } from "./rate-limit";
import type { SimulatedResponse } from "./responses";
import { errorResponse } from "./responses";

/** What handling a request needs beyond the operations themselves. */
export interface ApiDeps extends Deps {
  readonly contract: Contract;
  readonly accounts: readonly Account[];
  readonly limiter: RateLimiter;
  /** Requests per real second and account; undefined for no bound. */
  readonly rateLimit: number | undefined;
  /** Called with a description when one of the simulator's own responses breaks the contract. */
  readonly onViolation: (violation: string) => void;
}

/**
 * Handles a request for an operation: key check, rate limit, contract, then the operation itself. Its response is
 * checked against the contract before any departure that switches ask for.
 */
export function handleCall(deps: ApiDeps, request: Request, matched: MatchedRequest): SimulatedResponse {
  const response = respond(deps, request, matched);
  const problems = deps.contract.responseProblems(response.status, response.body, matched.operation);
  if (problems.length === 0) return depart(deps, matched, response);
  const violation = `the simulator's response ${response.status} to ${matched.operation} breaks the contract`;
  const what = problems.map(({ path, message }) => `${path} ${message}`).join("; ");
  deps.onViolation(`${violation}: ${what}`);
  return errorResponse(500, violation, { details: problems });
}

function respond(deps: ApiDeps, request: Request, matched: MatchedRequest): SimulatedResponse {
  const account = authorize(deps, request);
  if (typeof account !== "string") return account;
  const invalid = validate(deps, request, matched);
  if (invalid) return invalid;
  const body: unknown = request.body === undefined ? undefined : JSON.parse(String(request.body));
  return operate(deps, { ...matched, account, body });
}

/** The account whose keys the request has, within its rate limit; else the error response. */
function authorize(deps: ApiDeps, request: Request): string | SimulatedResponse {
  const account = accountOf(deps.accounts, header(request, "x-api-key-id"), header(request, "x-api-key"));
  if (account === undefined) return errorResponse(401, "X-Api-Key and X-Api-Key-Id do not open an account");
  if (deps.limiter.tryAcquire(account, deps.rateLimit)) return account;
  return errorResponse(429, "too many requests", { headers: { "retry-after": "1" } });
}

/** The error response to a request that breaks the contract; undefined if it breaks nothing. */
function validate(
  { contract }: ApiDeps,
  request: Request,
  { operation }: MatchedRequest,
): SimulatedResponse | undefined {
  const hasBody = request.body !== undefined;
  const mediaType = header(request, "content-type")?.split(";")[0]?.trim().toLowerCase();
  if (hasBody && mediaType !== "application/json") {
    return errorResponse(400, `Content-Type must be application/json, not ${mediaType ?? "absent"}`);
  }
  if (hasBody && !isJson(String(request.body))) return errorResponse(400, "the body is not JSON");
  const problems = contract.requestProblems(request, operation);
  if (problems.length === 0) return undefined;
  const what = problems.map(({ path, message }) => `${path} ${message}`.trim()).join("; ");
  return errorResponse(400, `the request breaks the contract: ${what}`, {
    code: "INVALID_REQUEST",
    details: problems,
  });
}

function header(request: Request, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
