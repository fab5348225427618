import { expect } from "chai";
import type { Change, DiffRequest, InputName, SessionDiff, SessionInputs } from "../../provider/session";
import { diff, inputsOf } from "../../provider/session";
import { at, fingerprintA, fingerprintB, inputs, msAt, origin, stateOf, wire } from "./fixtures";

export const running = { kind: "running", session: wire() } as const;
export const ended = { kind: "ended", reason: "Tasknet no longer knows it" } as const;

/** The diff of a session made with the old inputs against new ones, one minute after its start. */
export function run(
  old: Partial<SessionInputs>,
  newInputs: Partial<Record<InputName, unknown>>,
  over: Partial<DiffRequest> = {},
): SessionDiff {
  const state = stateOf(old);
  return diff({
    state,
    oldInputs: inputsOf(state),
    newInputs: { ...inputs(), ...newInputs },
    liveness: running,
    origin,
    nowMs: msAt(1),
    ...over,
  });
}

/** The changes, each as `property: kind`. */
export function changesOf({ changes }: SessionDiff): string[] {
  return changes.map(({ property, kind }) => `${property}: ${kind}`);
}

export function only(result: SessionDiff): Change {
  expect(result.changes).to.have.length(1);
  return result.changes[0]!;
}

/** An old and a new value for each input. */
export const pairs: { name: InputName; kind: string; from: unknown; to: unknown; isSecret?: true }[] = [
  { name: "leaseTime", kind: "lease", from: 30, to: 45 },
  { name: "leaseTime", kind: "lease", from: 30, to: 29 },
  { name: "driver", kind: "replace", from: "puppeteer", to: "api" },
  { name: "isVncEnabled", kind: "replace", from: false, to: true },
  { name: "vncMode", kind: "replace", from: "ro", to: "rw" },
  { name: "fingerprintUUID", kind: "replace", from: fingerprintA, to: fingerprintB },
  { name: "environmentId", kind: "replace", from: "env-one", to: "env-two" },
  { name: "showMouse", kind: "replace", from: false, to: true },
  { name: "isProxyEnabled", kind: "replace", from: true, to: false },
  { name: "fingerprintSecret", kind: "store", from: "old-secret", to: "new-secret", isSecret: true },
  { name: "environmentSecret", kind: "store", from: "old-secret", to: "new-secret", isSecret: true },
  { name: "renewBefore", kind: "store", from: 5, to: 10 },
  { name: "recreateWhenEnded", kind: "store", from: true, to: false },
  { name: "keepUntil", kind: "store", from: at(120), to: at(180) },
];
