import type { CallOptions } from "../tasknet";
import type { ApiTarget } from "../resource";
import type { SessionContext } from "./context";
import type { SessionDiff } from "./diff";
import { diff } from "./diff";
import { isRecreated } from "./keep-until";
import { isPastLatest, leaseOf } from "./lease";
import type { SessionInputs, SessionState } from "./model";
import { inputSpecs } from "./model";
import type { Liveness } from "./observe";
import { observeOrAssume } from "./observe";

export interface PlanRequest {
  readonly state: SessionState;
  readonly oldInputs: Partial<SessionInputs>;
  /** Checked inputs; a value may be unknown. */
  readonly newInputs: Readonly<Record<string, unknown>>;
  /** Where a session would be made now. */
  readonly origin: ApiTarget;
  /** Whether the diff is of a refresh, which shows drift and plans nothing. */
  readonly isRefresh: boolean;
  /** Whether the engine has just read the state, so that only a lease that is over needs an observation. */
  readonly isFresh: boolean;
  /** Properties that `ignoreChanges` names. Default: none. */
  readonly ignoredChanges?: readonly string[];
}

export interface Plan extends SessionDiff {
  /** What changes although no input does. */
  readonly notices: readonly string[];
  readonly warnings: readonly string[];
}

/** Observes the session if that matters, and plans what an update does. Never rejects because of the service. */
export async function plan(
  context: SessionContext,
  request: PlanRequest,
  options?: CallOptions,
): Promise<Plan> {
  const { ignoredChanges = [] } = request;
  const liveness = await livenessFor(context, request, options);
  const nowMs = context.api.now();
  const result = applyIgnoreChanges(diff({ ...request, liveness, nowMs }), ignoredChanges);
  const notices = result.changes
    .filter(({ property }) => !(property in inputSpecs))
    .map(({ reason }) => reason);
  return { ...result, notices, warnings: warningsOf({ ...request, liveness, nowMs }, result) };
}

async function livenessFor(
  context: SessionContext,
  { state, isRefresh, isFresh }: PlanRequest,
  options: CallOptions | undefined,
): Promise<Liveness> {
  if (state.status === "terminated") return { kind: "ended", reason: "it is recorded as terminated" };
  const isOver = isPastLatest(leaseOf(state), context.api.now());
  if (isRefresh || (isFresh && !isOver)) return { kind: "assumedRunning" };
  return observeOrAssume(context, state, options);
}

interface Observed extends PlanRequest {
  readonly liveness: Liveness;
  readonly nowMs: number;
}

function warningsOf(
  { state, newInputs, liveness, nowMs }: Observed,
  { adopted, isRenewalPrevented }: SessionDiff,
): string[] {
  const { sessionUUID } = state;
  const warnings: string[] = [];
  if (liveness.kind === "unreachable") {
    warnings.push(
      `could not read session ${sessionUUID}, so it counts as running and is not replaced. ${liveness.reason}`,
    );
  }
  if (liveness.kind === "notShownYet") warnings.push(`session ${sessionUUID} is kept: ${liveness.reason}.`);
  if (liveness.kind === "overdue" && !isRecreated(newInputs, nowMs)) {
    warnings.push(`session ${sessionUUID} still shows as running, but ${liveness.reason}. It is kept.`);
  }
  if (isRenewalPrevented) {
    warnings.push(
      `the lease of session ${sessionUUID} is not renewed, because keepUntil is over. The session ends with its lease ` +
        `at ${state.expiresAt}. To keep it, set a later keepUntil.`,
    );
  }
  if (adopted.length > 0) {
    warnings.push(
      `Tasknet does not show ${adopted.join(", ")} of an imported session: the declared values are recorded`,
    );
  }
  return warnings;
}

/** The diff without the changes that `ignoreChanges` names among the outputs; the engine sees to the inputs. */
function applyIgnoreChanges(result: SessionDiff, ignored: readonly string[]): SessionDiff {
  const changes = result.changes.filter(
    ({ property }) => !ignored.includes(property) && !ignored.includes("*"),
  );
  return { ...result, changes, isReplacement: changes.some(({ kind }) => kind === "replace") };
}
