import { validateHeaderName, validateHeaderValue } from "node:http";
import * as z from "zod";
import type { OperationName } from "./contract";
import { operationNames } from "./contract";

/** Shapes of an error body: the contract's, and those of the layers under the service and of gateways before it. */
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

/** Ways to spoil a body; `missing-field:NAME` and `wrong-type:NAME` name a field of the response or of its sessions. */
export const malformations = ["truncated-json", "not-json", "huge", "empty"] as const;

/** A way to spoil the body of a response. */
export type Malformation =
  (typeof malformations)[number] | `missing-field:${string}` | `wrong-type:${string}`;

/**
 * A scripted fault. It gives at most one of `status`, `cut` and `malformed`; without any of them the response stays
 * as it is, and comes late (`holdMs`, `delayMs`) or with more `headers`.
 */
export interface Fault {
  /** The operation whose calls it meets. */
  operation: OperationName;
  /**
   * The first call that it meets, counted from the moment it is added; default 1, the next call. A call meets
   * one fault: where several wait for it, the one added first, and the others wait for the next call.
   */
  nth?: number | undefined;
  /** How many calls it meets, default 1. */
  times?: number | undefined;
  /** Responds with this status, 200..599. */
  status?: number | undefined;
  /** With `status`: whether the operation takes effect all the same. Default "before": it does not. */
  effect?: "before" | "after" | undefined;
  /** With `status`: the `Retry-After` header, seconds or an HTTP date. */
  retryAfter?: number | string | undefined;
  /** With `status`: the shape of the body. Default "base". */
  bodyShape?: (typeof bodyShapes)[number] | undefined;
  /** With `status`: the body as it is, in place of a shape. */
  body?: string | undefined;
  /** With `body`: its media type. Default "application/json". */
  contentType?: string | undefined;
  /** With `status`: the error code. Default: the usual one of the status. */
  code?: string | undefined;
  /** With `status`: the error message. */
  message?: string | undefined;
  /** Destroys the connection before or after the operation takes effect; "connect": before the body is read. */
  cut?: "connect" | "before" | "after" | undefined;
  /** Spoils the body of the response, after the operation took effect; "huge" is more than 10 MB. */
  malformed?: Malformation | undefined;
  /** Real milliseconds to wait before any effect: the request is on its way, whether or not its client lives on. */
  holdMs?: number | undefined;
  /** Real milliseconds to wait before the response or the cut, after any effect. */
  delayMs?: number | undefined;
  /** More headers of the response. */
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

/** Checks a fault that comes from outside (a request, a file); throws an Error that says what is wrong with it. */
export function checkFault(given: unknown): Fault {
  const result = faultSchema.safeParse(given);
  if (result.success) return result.data;
  throw new Error(
    result.error.issues
      .map((issue) => `fault${issue.path.map((part) => `.${String(part)}`).join("")}: ${issue.message}`)
      .join("; "),
  );
}

/** Whether the operation takes effect on a call that meets this fault. */
export function takesEffect(fault: Fault): boolean {
  if (fault.status !== undefined) return fault.effect === "after";
  return fault.cut === undefined || fault.cut === "after";
}

/** Describes a fault for the ledger. */
export function describeFault(fault: Fault): string {
  const words: string[] = [];
  if (fault.status !== undefined) words.push(`status ${fault.status} ${fault.effect ?? "before"}`);
  if (fault.cut !== undefined) words.push(`cut ${fault.cut}`);
  if (fault.malformed !== undefined) words.push(`malformed ${fault.malformed}`);
  if (fault.holdMs !== undefined) words.push(`hold ${fault.holdMs}`);
  if (fault.delayMs !== undefined) words.push(`delay ${fault.delayMs}`);
  if (words.length === 0) words.push("headers");
  return words.join(", ");
}

interface ArmedFault {
  fault: Fault;
  /** The first call of its operation that it meets, counted from the simulator's start. */
  from: number;
  left: number;
}

/** The faults that wait for calls. */
export class FaultScript {
  private armed: ArmedFault[] = [];
  private readonly calls = new Map<OperationName, number>();

  add(given: Fault): void {
    const fault = checkFault(given);
    const from = (this.calls.get(fault.operation) ?? 0) + (fault.nth ?? 1);
    this.armed.push({ fault, from, left: fault.times ?? 1 });
  }

  clear(): void {
    this.armed = [];
  }

  /** Counts a call, and gives the fault that it meets. */
  take(operation: OperationName): Fault | undefined {
    const call = (this.calls.get(operation) ?? 0) + 1;
    this.calls.set(operation, call);
    const met = this.armed.find((armed) => armed.fault.operation === operation && armed.from <= call);
    if (!met) return undefined;
    met.left -= 1;
    if (met.left === 0) this.armed = this.armed.filter((armed) => armed !== met);
    return met.fault;
  }
}
