import type { ApiTarget, InputSpec } from "../resource";
import { isPastKeepUntil, isRecreated } from "./keep-until";
import { isRenewalDue } from "./lease";
import type { InputName, OnChange, SessionInputs, SessionState } from "./model";
import { inputNames, inputSpecs } from "./model";
import type { Liveness } from "./observe";
import { isSameInput, knownLease } from "./state";
import { unknownValue } from "../resource";

/** What one change leads to: `renew` sets the same lease again; the rest are those of `OnChange`. */
export type ChangeKind = "replace" | "lease" | "renew" | "store";

export interface Change {
  readonly property: InputName | "status" | "expiresAt" | "endpoint" | "mode";
  readonly kind: ChangeKind;
  readonly reason: string;
}

export interface SessionDiff {
  readonly changes: readonly Change[];
  readonly isReplacement: boolean;
  /**
   * Whether a replacement must end the old session first: two may not be able to share a fingerprint. Answered for each
   * diff, since the program may ask for the replacement.
   */
  readonly deleteBeforeReplace: boolean;
  /** Whether only `keepUntil` prevents a renewal that is due. */
  readonly isRenewalPrevented: boolean;
  /** Inputs that no response of the service shows, taken over from the program as they are. */
  readonly adopted: readonly InputName[];
}

export interface DiffRequest {
  readonly state: SessionState;
  /** The inputs of the last update; of an imported session those that its read gave. */
  readonly oldInputs: Partial<SessionInputs>;
  /** Checked inputs; a value may be unknown. */
  readonly newInputs: Readonly<Record<string, unknown>>;
  readonly liveness: Liveness;
  /** Where a session would be made now. */
  readonly origin: ApiTarget;
  /** Milliseconds since the epoch by the service's clock. */
  readonly nowMs: number;
  /** Whether the diff is of a refresh, which shows drift and plans nothing. Default: false. */
  readonly isRefresh?: boolean;
}

/** What an update would do to the session, and why. */
export function diff(request: DiffRequest): SessionDiff {
  const { state, newInputs, isRefresh = false } = request;
  const adopted = inputNames.filter((name) => isAdopted(request, name));
  const inputs = inputChanges(request, adopted);
  const isDue = !isRefresh && isLeaseDue(request, inputs);
  const isPrevented = isDue && isPastKeepUntil(newInputs, request.nowMs);
  const changes = isRefresh
    ? inputs
    : [
        ...targetChanges(request),
        ...livenessChanges(request, inputs),
        ...(isDue && !isPrevented ? [renewal(request)] : []),
      ];
  return {
    changes,
    isRenewalPrevented: isPrevented,
    isReplacement: changes.some(({ kind }) => kind === "replace"),
    deleteBeforeReplace:
      typeof newInputs.fingerprintUUID === "string" &&
      isSameInput("fingerprintUUID", state.fingerprintUUID, newInputs.fingerprintUUID),
    adopted,
  };
}

/** The changes of inputs that no update of a running session can make. */
export function replacingChanges(request: Pick<DiffRequest, "state" | "oldInputs" | "newInputs">): Change[] {
  const adopted = inputNames.filter((name) => isAdopted(request, name));
  return inputChanges(request, adopted).filter(({ kind }) => kind === "replace");
}

type Inputs = Pick<DiffRequest, "state" | "oldInputs" | "newInputs">;

/**
 * The first diff after an import: an input that no response showed is neither in the state nor in the recorded inputs,
 * so the program's value is adopted. The engine then records the program's inputs.
 */
function isAdopted({ state, oldInputs, newInputs }: Inputs, name: InputName): boolean {
  const isImport = state.showMouse === undefined && oldInputs.showMouse === undefined;
  const isUnseen =
    inputSpecs[name].onChange === "replace" &&
    name !== "fingerprintUUID" &&
    state[name] === undefined &&
    oldInputs[name] === undefined;
  return isImport && isUnseen && newInputs[name] !== undefined;
}

function inputChanges(request: Inputs, adopted: readonly InputName[]): Change[] {
  return inputNames.filter((name) => !adopted.includes(name)).flatMap((name) => inputChange(request, name));
}

function inputChange({ state, oldInputs, newInputs }: Inputs, name: InputName): Change[] {
  const spec: InputSpec<OnChange> = inputSpecs[name];
  const before = oldInputs[name];
  const after = newInputs[name];
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

function livenessChanges(request: DiffRequest, inputs: readonly Change[]): Change[] {
  switch (request.liveness.kind) {
    case "ended":
      return changesIfEnded(request, inputs, request.liveness.reason);
    case "overdue":
      return changesIfOverdue(request, inputs, request.liveness.reason);
    default:
      return [...inputs];
  }
}

/** An ended session can't be changed: what would change it makes a new one. */
function changesIfEnded(
  { state, newInputs, nowMs }: DiffRequest,
  inputs: readonly Change[],
  why: string,
): Change[] {
  const remade = inputs.map((change) =>
    change.kind === "lease" ? { ...change, kind: "replace" as const } : change,
  );
  const session = `session ${state.sessionUUID} has ended (${why})`;
  if (isRecreated(newInputs, nowMs))
    return [
      { property: "status", kind: "replace", reason: `${session}, so a new one is created` },
      ...remade,
    ];
  if (state.status === "terminated") return remade;
  const isOver = newInputs.recreateWhenEnded !== false;
  const limit = isOver ? "; keepUntil is over, so no new one is created" : "";
  return [
    { property: "status", kind: "store", reason: `${session}, and is recorded as terminated${limit}` },
    ...remade,
  ];
}

/** A session that is only assumed to have ended: the replacement sends it a DELETE. */
function changesIfOverdue(
  { state, newInputs, nowMs }: DiffRequest,
  inputs: readonly Change[],
  why: string,
): Change[] {
  if (!isRecreated(newInputs, nowMs)) return [...inputs];
  const reason =
    `session ${state.sessionUUID} still shows as running, but ${why}: ` +
    "a new one is created, and the old one is sent a DELETE";
  return [{ property: "status", kind: "replace", reason }, ...inputs];
}

/** Whether the lease of a running session, which no input changes, is due for a renewal. */
function isLeaseDue({ state, newInputs, liveness, nowMs }: DiffRequest, inputs: readonly Change[]): boolean {
  if (liveness.kind === "ended" || liveness.kind === "overdue") return false;
  const { renewBefore } = newInputs;
  if (typeof renewBefore !== "number" || inputs.some(({ kind }) => kind === "lease")) return false;
  const session = liveness.kind === "running" ? liveness.session : undefined;
  return isRenewalDue(knownLease(state, session, nowMs), renewBefore, nowMs);
}

function renewal({ newInputs }: DiffRequest): Change {
  const minutes = String(newInputs.renewBefore);
  const reason = `at most ${minutes} minutes of the lease can be left, so the lease is renewed`;
  return { property: "expiresAt", kind: "renew", reason };
}
