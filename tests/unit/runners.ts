import type {
  Plan,
  PlanRequest,
  SessionApi,
  SessionContext,
  SessionInputs,
  SessionState,
} from "../../provider/session";
import { create, inputsOf, plan, update } from "../../provider/session";
import type { CallOptions } from "../../provider/tasknet";
import { contextOf, inputs, origin, resourceKey, stateOf } from "./fixtures";

export type PlanRunner = (
  state: SessionState,
  newInputs?: Partial<SessionInputs>,
  over?: Partial<PlanRequest>,
) => Promise<Plan>;

/** Plans an update of a session whose recorded inputs are those of its state. */
export function planRunner(api: SessionApi): PlanRunner {
  return (state, newInputs = {}, over = {}) =>
    plan(contextOf(api), {
      state,
      oldInputs: inputsOf(state),
      newInputs: { ...inputs(), ...newInputs },
      origin,
      isRefresh: false,
      isFresh: false,
      ...over,
    });
}

export type CreateRunner = (given?: Partial<SessionInputs>, key?: string) => Promise<SessionState>;

/** Creates sessions in one process, which remembers earlier creates of a resource. */
export function createRunner(context: SessionContext, options?: CallOptions): CreateRunner {
  return (given = {}, key = resourceKey) =>
    create(context, { inputs: inputs(given), resourceKey: key }, options);
}

export type UpdateRunner = (
  state?: SessionState,
  given?: Partial<SessionInputs>,
  allowRenewal?: boolean,
) => Promise<SessionState>;

/** Updates sessions in one process, by default to a lease of 45 minutes. */
export function updateRunner(context: SessionContext, options: CallOptions): UpdateRunner {
  return (state = stateOf(), given = { leaseTime: 45 }, allowRenewal = true) =>
    update(context, { state, newInputs: inputs(given), allowRenewal }, options);
}
