import type { Request } from "openapi-backend";
import type { Account } from "./accounts";
import { findAccount } from "./accounts";
import type { Contract, MatchedRequest } from "./contract";
import { applyDeviations } from "./deviations";
import type { RateLimiter } from "./rate-limit";
import type { ResourceDeps } from "./resources";
import { resourceOf } from "./resources";
import type { SimulatedResponse } from "./responses";
import { errorResponse } from "./responses";

/** Dependencies of the request handling. */
export interface ApiDeps extends ResourceDeps {
  readonly contract: Contract;
  readonly accounts: readonly Account[];
  readonly limiter: RateLimiter;
  /** Maximum requests per real second and account; undefined for no limit. */
  readonly rateLimit: number | undefined;
  /** Called with a description if one of the simulator's own responses breaks the contract. */
  readonly onViolation: (violation: string) => void;
}

/**
 * Handles a request for an operation: checks the key, the rate limit and the contract, then executes the operation. The
 * response is checked against the contract before any deviation is applied.
 */
export function handleRequest(deps: ApiDeps, request: Request, matched: MatchedRequest): SimulatedResponse {
  const response = respond(deps, request, matched);
  const problems = deps.contract.responseProblems(response.status, response.body, matched.operation);
  if (problems.length === 0) return applyDeviations(deps, matched, response);
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
  const operation = resourceOf(matched.operation).resource.operations[matched.operation];
  if (!operation) throw new Error(`the simulator has no operation ${matched.operation}`);
  return operation.run(deps, { ...matched, account, body });
}

/** Returns the account that the keys of the request belong to, or the response 401 or 429. */
function authorize(deps: ApiDeps, request: Request): string | SimulatedResponse {
  const account = findAccount(deps.accounts, header(request, "x-api-key-id"), header(request, "x-api-key"));
  if (account === undefined) return errorResponse(401, "X-Api-Key and X-Api-Key-Id do not open an account");
  if (deps.limiter.tryAcquire(account, deps.rateLimit)) return account;
  return errorResponse(429, "too many requests", { headers: { "retry-after": "1" } });
}

/** Returns the error response to a request that breaks the contract, or undefined if the request is valid. */
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
