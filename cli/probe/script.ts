import { randomUUID } from "node:crypto";
import type { Deleted, Evidence, SessionA, SessionB, SessionC } from "./evidence";
import type { Task } from "./endings";
import { deleteTask, expiryTask, runTasks } from "./endings";
import type { Reply } from "./reply";
import { describe, entryOf, isSuccess, sessionOf } from "./reply";
import type { Created } from "./sessions";
import type { StepDeps } from "./start-up";
import { awaitStart, patchUntilAccepted } from "./start-up";

const minuteMs = 60_000;
/** Pause in which a timestamp that moves by itself must move, in milliseconds: it may be rounded to a second. */
const stillMs = 2_000;
/** Time after a lease request, in milliseconds, after which the minutes that remain are fewer than those that were set. */
const lateMs = minuteMs + 1_000;

export interface ScriptOptions {
  readonly listBefore: Reply;
  /** A mode that is not the configured one. */
  readonly otherMode: string;
  /** A stored fingerprint. Default: nothing is asked about fingerprints. */
  readonly fingerprintUUID?: string | undefined;
  /** Called with what the probe does now. */
  readonly onProgress: (text: string) => void;
}

/**
 * Asks the service: three sessions, of which one is extended, one expires, and one gets a lease out of range.
 * @throws Error if a session could not be created, or if the signal aborts
 */
export async function collectEvidence(deps: StepDeps, options: ScriptOptions): Promise<Evidence> {
  const { requests, clock, signal } = deps;
  const { listBefore, onProgress } = options;
  onProgress("asking about errors");
  const unknownId = await requests.get(randomUUID());
  const wrongKey = await requests.listWithWrongKey();
  onProgress("asking the first session");
  const { a, patchedTicks } = await askA(deps, options);
  onProgress("asking the second session");
  const b = await askB(deps, options);
  onProgress("asking the third session");
  const { c, created, isEnded } = await askC(deps, options);

  const showsLater = b.asked.grantedMinutes > 1 && leaseTimeOf(a.readAfterPatch) !== 1;
  let late: Reply | undefined;
  let deleted: Deleted | undefined;
  let expired: Parameters<Parameters<typeof expiryTask>[3]>[0] | undefined;
  const setDeleted = (result: Deleted): void => {
    deleted = result;
  };
  // The session A is alive for 2 minutes after its last lease request; the session C may have ended.
  const lateTicks = showsLater ? patchedTicks + lateMs : clock.ticks();
  const ofA = deleteTask(deps, a.id, lateTicks, isEnded ? setDeleted : () => undefined);
  const tasks: Task[] = [
    {
      ...ofA,
      step: async () => {
        if (showsLater) late ??= await requests.get(a.id);
        return ofA.step();
      },
    },
    expiryTask(deps, b.asked.id, b.expiryTicks, (result) => {
      expired = result;
    }),
  ];
  if (!isEnded) {
    await awaitStart(deps, created);
    await runTasks(clock, signal, [deleteTask(deps, c.id, clock.ticks(), setDeleted)]);
  }
  onProgress("waiting for leases to expire, up to 3 minutes");
  await runTasks(clock, signal, tasks);
  if (deleted === undefined || expired === undefined) throw new Error("a step of the probe did not end");
  const replies = [
    unknownId,
    wrongKey,
    a.read,
    a.readAgain,
    a.readAfterPatch,
    b.asked.startUp.list,
    expired.lastGet,
  ];
  const latencies = replies.map(({ latencyMs }) => latencyMs).sort((one, other) => one - other);
  return {
    listBefore,
    unknownId,
    wrongKey,
    a: { ...a, late },
    b: { ...b.asked, ...expired },
    c,
    deleted,
    medianLatencyMs: latencies[Math.floor(latencies.length / 2)] ?? NaN,
    slowestCreateMs: Math.max(a.create.latencyMs, b.asked.create.latencyMs, created.reply.latencyMs),
  };
}

/** The lease that a response shows, in minutes. */
function leaseTimeOf(reply: Reply): unknown {
  return sessionOf(reply)?.currentLeaseTime;
}

async function created(
  deps: StepDeps,
  body: Parameters<StepDeps["sessions"]["create"]>[0],
): Promise<Created> {
  const made = await deps.sessions.create(body);
  if (made.id === undefined)
    throw new Error(`no session was created: the response was ${describe(made.reply)}`);
  return made;
}

async function askA(
  deps: StepDeps,
  { otherMode }: ScriptOptions,
): Promise<{ a: SessionA; patchedTicks: number }> {
  const { requests, clock, signal } = deps;
  const session = await created(deps, { leaseTime: 1, isVncEnabled: false });
  const { id, reply: create } = session;
  const first = await requests.patch(id, 2);
  const startUp = await awaitStart(deps, session);
  const repeated = first.status === 409 ? await patchUntilAccepted(deps, session, 2) : undefined;
  const patch = repeated === undefined ? firstOnly(first, create) : { ...repeated, first };
  const read = await requests.get(id);
  await clock.sleep(stillMs, signal);
  const readAgain = await requests.get(id);
  const patchAgain = await requests.patch(id, 2);
  const readAfterPatch = await requests.get(id);
  const inOtherMode = await requests.get(id, { mode: otherMode });
  return {
    a: { id, create, patch, startUp, read, readAgain, readAfterPatch, otherMode: inOtherMode },
    patchedTicks: patchAgain.respondedTicks,
  };
}

function firstOnly(first: Reply, create: Reply): SessionA["patch"] {
  const accepted = { lastBeforeMs: undefined, firstAfterMs: first.respondedTicks - create.respondedTicks };
  return { first, last: first, accepted };
}

type AskedOfB = Pick<SessionB, "id" | "create" | "startUp" | "grantedMinutes" | "patch">;

async function askB(
  deps: StepDeps,
  { fingerprintUUID }: ScriptOptions,
): Promise<{ asked: AskedOfB; expiryTicks: number }> {
  const session = await created(deps, { leaseTime: 2, isVncEnabled: true, fingerprintUUID });
  const { id, reply: create } = session;
  const startUp = await awaitStart(deps, session);
  const shown = sessionOf(startUp.get) ?? entryOf(startUp.list, id);
  const grantedMinutes = shown?.currentLeaseTime === 1 ? 1 : 2;
  const patch = await patchUntilAccepted(deps, session, 1);
  const expiryTicks = isSuccess(patch.last)
    ? patch.last.respondedTicks + minuteMs
    : create.respondedTicks + grantedMinutes * minuteMs;
  return { asked: { id, create, startUp, grantedMinutes, patch }, expiryTicks };
}

async function askC(
  deps: StepDeps,
  { fingerprintUUID }: ScriptOptions,
): Promise<{ c: SessionC; created: Created; isEnded: boolean }> {
  const body = { leaseTime: 1, isVncEnabled: false };
  const withShared =
    fingerprintUUID === undefined ? undefined : await deps.sessions.create({ ...body, fingerprintUUID });
  const session = withShared?.id !== undefined ? withShared : await created(deps, body);
  const patch = await patchUntilAccepted(deps, session, 0);
  return {
    c: { id: session.id, shared: withShared?.reply, patch },
    created: session,
    isEnded: isSuccess(patch.last),
  };
}
