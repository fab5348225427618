import { validateHeaderName, validateHeaderValue } from "node:http";
import * as z from "zod";
import type { OperationName } from "./resources";
import { operationNames } from "./resources";

/** Shapes of an error body: of the contract, of the frameworks under the service, and of gateways. */
export const bodyShapes = [
  "base",
  "errors",
  "nested",
  "text",
  "gateway",
  "error-text",
  "html",
  "empty",
] as const;

/** Malformations without a field name; `missing-field:NAME` and `wrong-type:NAME` take one. */
export const malformations = ["truncated-json", "not-json", "huge", "empty"] as const;

/** How the body of a response is malformed. NAME is a field of the response or, in a list, of its objects. */
export type Malformation =
  (typeof malformations)[number] | `missing-field:${string}` | `wrong-type:${string}`;

/**
 * A scripted fault. It has at most one of `status`, `cut` and `malformed`. Without them the response keeps its content,
 * and is late (`holdMs`, `delayMs`) or has more `headers`.
 */
export interface Fault {
  /** The operation that the fault applies to. */
  operation: OperationName;
  /**
   * The first call that the fault applies to, counted from when it is added. Default 1, the next call. Only one fault
   * applies to a call: if several are due, the one added first. The rest stay due for the next call.
   */
  nth?: number | undefined;
  /** Number of calls that the fault applies to. Default 1. */
  times?: number | undefined;
  /** The status of the response, 200..599. */
  status?: number | undefined;
  /** With `status`: "after" lets the operation take effect first. Default "before": it takes no effect. */
  effect?: "before" | "after" | undefined;
  /** With `status`: the `Retry-After` header, seconds or an HTTP date. */
  retryAfter?: number | string | undefined;
  /** With `status`: the shape of the body. Default "base". */
  bodyShape?: (typeof bodyShapes)[number] | undefined;
  /** With `status`: the exact body, instead of a shape. */
  body?: string | undefined;
  /** With `body`: its media type. Default "application/json". */
  contentType?: string | undefined;
  /** With `status`: the error code. Default: the default code of the status. */
  code?: string | undefined;
  /** With `status`: the error message. */
  message?: string | undefined;
  /** Closes the connection before or after the operation takes effect. "connect": before the body is read. */
  cut?: "connect" | "before" | "after" | undefined;
  /** Malforms the body of the response, after the operation took effect. "huge" is more than 10 MB. */
  malformed?: Malformation | undefined;
  /** Real milliseconds before any effect. The operation takes effect even if the client disconnects meanwhile. */
  holdMs?: number | undefined;
  /** Real milliseconds before the response or the cut, after any effect. */
  delayMs?: number | undefined;
  /** Additional headers of the response. */
  headers?: Record<string, string> | undefined;
}

const faultSchema: z.ZodType<Fault> = z
  .strictObject({
    operation: z.enum(operationNames),
    nth: z.int().min(1).optional(),
    times: z.int().min(1).optional(),
    status: z.int().min(200).max(599).optional(),
    effect: z.enum(["before", "after"]).optional(),
    retryAfter: z.union([z.number().min(0), z.string()]).optional(),
    bodyShape: z.enum(bodyShapes).optional(),
    body: z.string().optional(),
    contentType: z.string().refine(isHeaderValue, "not valid as an HTTP header").optional(),
    code: z.string().optional(),
    message: z.string().optional(),
    cut: z.enum(["connect", "before", "after"]).optional(),
    malformed: z
      .union([
        z.enum(malformations),
        z.templateLiteral(["missing-field:", z.string().min(1)]),
        z.templateLiteral(["wrong-type:", z.string().min(1)]),
      ])
      .optional(),
    holdMs: z.number().min(0).optional(),
    delayMs: z.number().min(0).optional(),
    headers: z.record(z.string(), z.string()).refine(areHeaders, "not valid as HTTP headers").optional(),
  })
  .refine((fault) => givenOf(fault, ["status", "cut", "malformed"]).length <= 1, {
    error: "give at most one of status, cut and malformed",
  })
  .refine(
    (fault) => givenOf(fault, ["status", "cut", "malformed", "holdMs", "delayMs", "headers"]).length > 0,
    {
      error: "give one of status, cut, malformed, holdMs, delayMs and headers",
    },
  )
  .refine(
    (fault) =>
      fault.status !== undefined ||
      givenOf(fault, ["effect", "retryAfter", "bodyShape", "body", "code", "message"]).length === 0,
    { error: "effect, retryAfter, bodyShape, body, code and message need a status" },
  )
  .refine(
    (fault) => fault.body === undefined || givenOf(fault, ["bodyShape", "code", "message"]).length === 0,
    { error: "give body, or bodyShape, code and message" },
  )
  .refine((fault) => fault.contentType === undefined || fault.body !== undefined, {
    error: "contentType needs a body",
  })
  .refine((fault) => fault.cut !== "connect" || givenOf(fault, ["holdMs", "delayMs"]).length === 0, {
    error: "cut connect comes at once, without holdMs and delayMs",
  });

function givenOf(fault: Fault, names: (keyof Fault)[]): (keyof Fault)[] {
  return names.filter((name) => fault[name] !== undefined);
}

function areHeaders(headers: Record<string, string>): boolean {
  try {
    for (const name of Object.keys(headers)) validateHeaderName(name);
  } catch {
    return false;
  }
  return Object.values(headers).every(isHeaderValue);
}

function isHeaderValue(value: string): boolean {
  try {
    validateHeaderValue("any", value);
    return true;
  } catch {
    return false;
  }
}

/** Validates a fault from a request or a file. Throws an Error that names each invalid field. */
export function checkFault(given: unknown): Fault {
  const result = faultSchema.safeParse(given);
  if (result.success) return result.data;
  throw new Error(
    result.error.issues
      .map((issue) => `fault${issue.path.map((part) => `.${String(part)}`).join("")}: ${issue.message}`)
      .join("; "),
  );
}

/** Whether the operation takes effect under this fault. */
export function takesEffect(fault: Fault): boolean {
  if (fault.status !== undefined) return fault.effect === "after";
  return fault.cut === undefined || fault.cut === "after";
}

/** Describes a fault for the ledger. */
export function describeFault(fault: Fault): string {
  const parts: string[] = [];
  if (fault.status !== undefined) parts.push(`status ${fault.status} ${fault.effect ?? "before"}`);
  if (fault.cut !== undefined) parts.push(`cut ${fault.cut}`);
  if (fault.malformed !== undefined) parts.push(`malformed ${fault.malformed}`);
  if (fault.holdMs !== undefined) parts.push(`hold ${fault.holdMs}`);
  if (fault.delayMs !== undefined) parts.push(`delay ${fault.delayMs}`);
  if (parts.length === 0) parts.push("headers");
  return parts.join(", ");
}

interface PendingFault {
  fault: Fault;
  /** Number of the first call of its operation that the fault applies to, counted from the simulator's start. */
  firstCall: number;
  /** Number of calls that the fault still applies to. */
  remaining: number;
}

/** The faults that apply to coming calls. */
export class FaultScript {
  private pending: PendingFault[] = [];
  private readonly calls = new Map<OperationName, number>();

  add(given: Fault): void {
    const fault = checkFault(given);
    const firstCall = (this.calls.get(fault.operation) ?? 0) + (fault.nth ?? 1);
    this.pending.push({ fault, firstCall, remaining: fault.times ?? 1 });
  }

  clear(): void {
    this.pending = [];
  }

  /** Counts a call, and returns the fault that applies to it. */
  take(operation: OperationName): Fault | undefined {
    const call = (this.calls.get(operation) ?? 0) + 1;
    this.calls.set(operation, call);
    const due = this.pending.find(
      ({ fault, firstCall }) => fault.operation === operation && firstCall <= call,
    );
    if (!due) return undefined;
    due.remaining -= 1;
    if (due.remaining === 0) this.pending = this.pending.filter((one) => one !== due);
    return due.fault;
  }
}
