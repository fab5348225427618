import { isRenewalDue, observedLease } from "./lease";
import type { InputName, InputSpec, ApiTarget, SessionInputs, SessionState } from "./model";
import { inputNames, inputSpecs } from "./model";
import type { Liveness } from "./observe";
import { isSameInput } from "./state";
import { unknownValue } from "./values";

/** What one change leads to: `renew` sets the same lease anew, the others are those of `OnChange`. */
export type ChangeKind = "replace" | "lease" | "renew" | "store";

export interface Change {
  readonly property: InputName | "status" | "expiresAt" | "endpoint" | "mode";
  readonly kind: ChangeKind;
  readonly reason: string;
}

export interface SessionDiff {
  readonly changes: readonly Change[];
  readonly isReplacement: boolean;
  /** The old session must be gone before the new one starts: two may not be able to share a fingerprint. */
  readonly deleteBeforeReplace: boolean;
  /** Inputs that no answer of the service shows, taken over from the program as they are. */
  readonly adopted: readonly InputName[];
}

export interface DiffRequest {
  readonly state: SessionState;
  /** The inputs of the last update; of an imported session those that its read gave. */
  readonly oldInputs: Partial<SessionInputs>;
  /** Checked inputs; a value may be unknown. */
  readonly news: Readonly<Record<string, unknown>>;
  readonly liveness: Liveness;
  /** Where a session would be made now. */
  readonly origin: ApiTarget;
  /** Milliseconds since the epoch by the server's clock. */
  readonly nowMs: number;
}

/** What an update would do to the session, and why. */
export function diff(request: DiffRequest): SessionDiff {
  const { state, news, liveness } = request;
  const adopted = inputNames.filter((name) => isAdopted(request, name));
  const inputs = inputNames
    .filter((name) => !adopted.includes(name))
    .flatMap((name) => inputChange(request, name));
  const changes = [
    ...targetChanges(request),
    ...(liveness.isEnded ? changesIfEnded(request, inputs) : changesIfRunning(request, inputs)),
  ];
  const isReplacement = changes.some(({ kind }) => kind === "replace");
  return {
    changes,
    isReplacement,
    deleteBeforeReplace:
      isReplacement &&
      typeof news.fingerprintUUID === "string" &&
      isSameInput("fingerprintUUID", state.fingerprintUUID, news.fingerprintUUID),
    adopted,
  };
}

/**
 * The first diff after an import: what no answer shows is neither in the state nor in the recorded inputs, and a program
 * that declares it is taken at its word. The engine then records the program's inputs.
 */
function isAdopted({ state, oldInputs, news }: DiffRequest, name: InputName): boolean {
  const isImport = state.showMouse === undefined && oldInputs.showMouse === undefined;
  const isHidden = name === "showMouse" || name === "isProxyEnabled" || name === "environmentId";
  return isImport && isHidden && news[name] !== undefined;
}

function inputChange({ state, oldInputs, news }: DiffRequest, name: InputName): Change[] {
  const spec: InputSpec = inputSpecs[name];
  const before = oldInputs[name];
  const after = news[name];
  if (isSameInput(name, before, after)) return [];
  if (
    before === undefined &&
    (isSameInput(name, state[name], after) || (spec.onChange === "store" && after === spec.default))
  ) {
    return [];
  }
  const shown = (value: unknown): string => {
    if (value === undefined) return "unset";
    if (value === unknownValue) return "a value not known yet";
    return spec.secret ? "[secret]" : JSON.stringify(value);
  };
  const reason = `${name} changes from ${shown(before)} to ${shown(after)}`;
  return [{ property: name, kind: spec.onChange, reason }];
}

function targetChanges({ state, origin }: DiffRequest): Change[] {
  return (["endpoint", "mode"] as const)
    .filter((key) => state.origin[key] !== origin[key])
    .map((key) => ({
      property: key,
      kind: "replace",
      reason: `the configured ${key} changes from ${state.origin[key]} to ${origin[key]}`,
    }));
}

/** An ended session can't be changed: what would change it makes a new one. */
function changesIfEnded({ state, news, liveness }: DiffRequest, inputs: readonly Change[]): Change[] {
  const remade = inputs.map((change) =>
    change.kind === "lease" ? { ...change, kind: "replace" as const } : change,
  );
  if (news.recreateWhenEnded === false) return remade;
  const reason = `session ${state.sessionUUID} has ended (${liveness.reason}) and is created again`;
  return [{ property: "status", kind: "replace", reason }, ...remade];
}

function changesIfRunning(
  { state, news, liveness, nowMs }: DiffRequest,
  inputs: readonly Change[],
): Change[] {
  const { renewBefore, leaseTime } = news;
  if (typeof renewBefore !== "number" || typeof leaseTime !== "number") return [...inputs];
  if (inputs.some(({ kind }) => kind === "lease")) return [...inputs];
  const { expiresAt } =
    liveness.session === undefined ? state : observedLease(state, liveness.session, nowMs);
  if (!isRenewalDue(expiresAt, { leaseTime, renewBefore }, nowMs)) return [...inputs];
  const reason = `at most ${renewBefore} minutes of the lease are left (it ends at ${expiresAt}), so it is set anew`;
  return [...inputs, { property: "expiresAt", kind: "renew", reason }];
}
