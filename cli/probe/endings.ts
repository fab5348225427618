import type { Clock } from "../../provider/tasknet";
import type { Deleted, SessionB } from "./evidence";
import type { Reply } from "./reply";
import { entryOf, isBetween, isSuccess, sessionOf, statusOf } from "./reply";
import type { StepDeps } from "./start-up";
import { pollMs } from "./start-up";

/** Longest time in which an ended session is read again, in milliseconds. */
const maxEndingMs = 120_000;
/** Wait after the expected expiry of a lease before the first read, in milliseconds: requests take time. */
const expiryMarginMs = 1_000;

/** Work that is due at a time, and that says when it is due again; undefined when it is done. */
export interface Task {
  dueTicks: number;
  readonly step: () => Promise<number | undefined>;
}

/** Does tasks at their times, one after the other, until all are done. */
export async function runTasks(clock: Clock, signal: AbortSignal, tasks: Task[]): Promise<void> {
  let open = [...tasks];
  while (open.length > 0) {
    open.sort((one, other) => one.dueTicks - other.dueTicks);
    const [next] = open;
    if (next === undefined) return;
    const waitMs = next.dueTicks - clock.ticks();
    if (waitMs > 0) await clock.sleep(waitMs, signal);
    signal.throwIfAborted();
    const dueTicks = await next.step();
    if (dueTicks === undefined) open = open.filter((task) => task !== next);
    else next.dueTicks = dueTicks;
  }
}

/** Sends a DELETE, and reads the session until it is no longer on its way to its end. */
export function deleteTask(
  { requests, sessions, clock }: StepDeps,
  id: string,
  dueTicks: number,
  onDone: (deleted: Deleted) => void,
): Task {
  let reply: Reply | undefined;
  let firstGet: Reply | undefined;
  return {
    dueTicks,
    step: async () => {
      reply ??= await requests.delete(id);
      const get = await requests.get(id);
      firstGet ??= get;
      const ms = get.respondedTicks - reply.respondedTicks;
      const hasEnded = !isBetween(sessionOf(get)) && statusOf(sessionOf(get)) !== "running";
      if (!hasEnded && ms <= maxEndingMs) return clock.ticks() + pollMs;
      if (hasEnded && isSuccess(reply)) sessions.noteEnded(id);
      onDone({ reply, firstGet, endedMs: hasEnded ? ms : undefined });
      return undefined;
    },
  };
}

type Expired = Pick<
  SessionB,
  | "getEndedMs"
  | "listEndedMs"
  | "firstGet"
  | "firstList"
  | "lastGet"
  | "lastList"
  | "deleteEnded"
  | "patchEnded"
>;

/** Reads a session from the expected expiry of its lease on, until no read shows it as running. */
export function expiryTask(
  { requests, sessions, clock }: StepDeps,
  id: string,
  expiryTicks: number,
  onDone: (expired: Expired) => void,
): Task {
  let first: { get: Reply; list: Reply } | undefined;
  let getEndedMs: number | undefined;
  let listEndedMs: number | undefined;
  return {
    dueTicks: expiryTicks + expiryMarginMs,
    step: async () => {
      const lastGet = await requests.get(id);
      const lastList = await requests.list();
      first ??= { get: lastGet, list: lastList };
      const ms = lastList.respondedTicks - expiryTicks;
      if (!isAlive(statusOf(sessionOf(lastGet)))) getEndedMs ??= ms;
      if (!isAlive(statusOf(entryOf(lastList, id)))) listEndedMs ??= ms;
      const isDone = getEndedMs !== undefined && listEndedMs !== undefined;
      if (!isDone && ms <= maxEndingMs) return clock.ticks() + pollMs;
      const deleteEnded = await requests.delete(id);
      const patchEnded = await requests.patch(id, 1);
      if (isDone) sessions.noteEnded(id);
      const { get: firstGet, list: firstList } = first;
      onDone({ getEndedMs, listEndedMs, firstGet, firstList, lastGet, lastList, deleteEnded, patchEnded });
      return undefined;
    },
  };
}

function isAlive(status: string | undefined): boolean {
  return status !== undefined && status !== "terminated";
}
