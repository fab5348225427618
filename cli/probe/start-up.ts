import type { Clock } from "../../provider/tasknet";
import type { Change, Patched, StartUp } from "./evidence";
import type { Reply, Shown } from "./reply";
import { entryOf, isBetween, sessionOf, statusOf } from "./reply";
import type { ProbeRequests } from "./requests";
import type { Created, ProbeSessions } from "./sessions";

/** Pause between two reads that wait for a change, in milliseconds. */
export const pollMs = 1_000;
/** Longest wait for a session to start, in milliseconds: the lease of a minute must not expire before. */
const maxStartMs = 40_000;

/** What the steps of a probe share. */
export interface StepDeps {
  readonly requests: ProbeRequests;
  readonly sessions: ProbeSessions;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Collects when something was last seen undone and first seen done. */
class ChangeWatch {
  private lastBeforeMs: number | undefined;
  private firstAfterMs: number | undefined;

  note(isDone: boolean, ms: number): void {
    if (isDone) this.firstAfterMs ??= ms;
    else if (this.firstAfterMs === undefined) this.lastBeforeMs = ms;
  }

  get change(): Change {
    return { lastBeforeMs: this.lastBeforeMs, firstAfterMs: this.firstAfterMs };
  }
}

/** Repeats a lease request while the service responds with a conflict, as it may while a session is starting. */
export async function patchUntilAccepted(
  { requests, sessions, clock, signal }: StepDeps,
  { id, reply }: Created,
  minutes: number,
): Promise<Patched> {
  const watch = new ChangeWatch();
  let first: Reply | undefined;
  for (;;) {
    const last = await requests.patch(id, minutes);
    if (last.status < 400 || last.status === 409) sessions.noteSeen(id);
    first ??= last;
    const ms = last.respondedTicks - reply.respondedTicks;
    watch.note(last.status !== 409, ms);
    if (last.status !== 409 || ms > maxStartMs) return { first, last, accepted: watch.change };
    await clock.sleep(pollMs, signal);
  }
}

/** The first read that shows a session. */
interface Seen {
  readonly reply: Reply;
  readonly ms: number;
  readonly attempt: number;
}

/** Reads a new session until a GET and a list show it as running. */
export async function awaitStart(deps: StepDeps, { id, reply }: Created): Promise<StartUp> {
  const { requests, sessions, clock, signal } = deps;
  const started = new ChangeWatch();
  const note = (session: Shown | undefined, ms: number): void => {
    if (session !== undefined) started.note(!isBetween(session), ms);
  };
  note(sessionOf(reply), 0);
  const seen: { get?: Seen; list?: Seen } = {};
  for (let attempt = 1; ; attempt += 1) {
    const get = await requests.get(id);
    const list = await requests.list();
    const ms = list.respondedTicks - reply.respondedTicks;
    const [shown, listed] = [sessionOf(get), entryOf(list, id)];
    note(shown, ms);
    note(listed, ms);
    if (shown !== undefined) seen.get ??= { reply: get, ms, attempt };
    if (listed !== undefined) seen.list ??= { reply: list, ms, attempt };
    if ((shown ?? listed) !== undefined) sessions.noteSeen(id);
    const isDone = statusOf(shown) === "running" && statusOf(listed) === "running";
    if (isDone || ms > maxStartMs) {
      return {
        getLags: seen.get?.attempt !== 1,
        listLags: seen.list?.attempt !== 1,
        getMs: seen.get?.ms,
        listMs: seen.list?.ms,
        started: started.change,
        get: seen.get?.reply ?? get,
        list: seen.list?.reply ?? list,
      };
    }
    await clock.sleep(pollMs, signal);
  }
}
