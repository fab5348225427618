import { parseInstant } from "../../provider/tasknet";
import { isSameId } from "../../provider/resource";

/** A response as it came, before any rule of the provider reads it. */
export interface Reply {
  readonly status: number;
  readonly text: string;
  /** The parsed body; undefined if it is empty or no JSON. */
  readonly json: unknown;
  /** Whether the body starts with a byte order mark. */
  readonly hasMark: boolean;
  /** The `Date` header in milliseconds since the epoch; NaN without one. */
  readonly dateMs: number;
  /** When the response came, in ticks of the clock. */
  readonly respondedTicks: number;
  /** Milliseconds from the request to the response. */
  readonly latencyMs: number;
}

/** A session in a response, unchecked. */
export type Shown = Readonly<Record<string, unknown>>;

/** Whether the request succeeded. */
export function isSuccess({ status }: Reply): boolean {
  return status >= 200 && status < 300;
}

/** The session of a response; undefined for an error or another body. */
export function sessionOf(reply: Reply): Shown | undefined {
  return isSuccess(reply) && isObject(reply.json) ? reply.json : undefined;
}

/** The entries of a list as they came. */
export function entriesOf({ json }: Reply): readonly unknown[] {
  return isObject(json) && Array.isArray(json.sessions) ? json.sessions : [];
}

/** The entry of a session in a list. */
export function entryOf(reply: Reply, id: string): Shown | undefined {
  return entriesOf(reply)
    .filter(isObject)
    .find(({ sessionUUID }) => isSameId(sessionUUID, id));
}

/** The status of a session that a response shows. */
export function statusOf(session: Shown | undefined): string | undefined {
  return typeof session?.status === "string" ? session.status : undefined;
}

/** Whether a session is neither running nor ended, but on its way: starting or ending. */
export function isBetween(session: Shown | undefined): boolean {
  const status = statusOf(session);
  return status !== undefined && status !== "running" && status !== "terminated";
}

/** A timestamp of a session, in milliseconds since the epoch; NaN if it is absent. */
export function instantOf(session: Shown | undefined, name: "createdAt" | "updatedAt"): number {
  const text = session?.[name];
  return typeof text === "string" ? parseInstant(text) : NaN;
}

/** A response in a few words: its status, and the code of an error. */
export function describe(reply: Reply): string {
  const code = isObject(reply.json) && typeof reply.json.code === "string" ? ` ${reply.json.code}` : "";
  return `${reply.status}${isSuccess(reply) ? "" : code}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
