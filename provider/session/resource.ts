import type { CallOptions } from "../tasknet";
import type { Properties, Resource, ResourceUpdateRequest } from "../resource";
import { unknownValue } from "../resource";
import { check } from "./check";
import { checkWarnings } from "./check-warnings";
import type { SessionContext, SessionReader } from "./context";
import { create } from "./create";
import { replacingChanges } from "./diff";
import { end } from "./end";
import { isPastKeepUntil } from "./keep-until";
import { isRenewalDue, leaseOf } from "./lease";
import { findSessions } from "./look-up";
import type { SessionInputs, SessionState } from "./model";
import { inputSpecs } from "./model";
import { sessionFilters, sessionOutputs } from "./output-specs";
import { plan } from "./plan";
import { read } from "./read";
import { propertiesOf, recordedState, secretProperties, stateFrom } from "./record";
import { inputsOf, withInputs } from "./state";
import { update } from "./update";

/** What a session needs of a provider, in addition to what its operations need. */
export interface SessionResourceContext extends SessionContext {
  /** For diffs, which must not wait for one outage each. */
  readonly diffReader: SessionReader;
}

/** A session, as both providers manage it. */
export const sessionResource: Resource<SessionResourceContext, SessionState> = {
  type: "Session",
  noun: "session",
  absence: "does not exist or has ended",
  description:
    "A remote browser, leased from Tasknet for 1 to 60 minutes. When the lease expires, the session ends by itself, and the next update creates a new one. The resource ID is the UUID of the session.",
  inputs: inputSpecs,
  outputs: sessionOutputs,
  // Check fills in the others; those of an import come with its first update.
  certainInputs: ["leaseTime", "driver", "isVncEnabled", "vncMode", "recreateWhenEnded"],
  secretProperties,
  stableOutputs: ["sessionUUID", "fingerprintUUID", "createdAt", "vncPassword"],
  // A session that is recorded as terminated needs no read before an update.
  wantsRefresh: ({ status }) => status !== "terminated",
  check,
  checkWarnings: ({ memory, origin, environment }, inputs, resource) =>
    checkWarnings(memory, inputs, {
      ...resource,
      mode: origin.mode,
      hasEnvironmentSecret: environment.environmentSecret !== undefined,
    }),
  idOf: ({ sessionUUID }) => sessionUUID,
  propertiesOf,
  inputsOf,
  stateFrom,
  recordedState,
  plan: (context, request, options) => plan({ ...context, reader: context.diffReader }, request, options),
  replacingChanges,
  noteReplacement: ({ memory }, resourceKey) => {
    memory.addReplacement(resourceKey);
  },
  previewCreate: (inputs) => ({
    ...inputs,
    ...unknown(Object.keys(sessionOutputs)),
    fingerprintUUID: inputs.fingerprintUUID ?? unknownValue,
  }),
  previewUpdate,
  create: (context, { inputs, ...request }, options) =>
    create(context, { ...request, inputs: checked(inputs) }, options),
  read,
  update: (context, { state, newInputs, ignoredChanges }, options) =>
    update(
      context,
      { state, newInputs: checked(newInputs), allowRenewal: allowsRenewal(ignoredChanges) },
      options,
    ),
  remove: (context, sessionUUID, state, options) => end(context, { sessionUUID, state }, options),
  list: async ({ api }, query, options?: CallOptions) => {
    const sessions = await findSessions(api, query, options);
    return sessions.map(({ sessionUUID }) => sessionUUID);
  },
  listInputs: sessionFilters,
};

/** What a new lease changes is not known; the rest stays. */
function previewUpdate(
  { api }: SessionContext,
  { state, newInputs, ignoredChanges }: ResourceUpdateRequest<SessionState>,
): Properties {
  const nowMs = api.now();
  const { renewBefore, leaseTime } = newInputs;
  const isRenewed = (): boolean =>
    renewBefore === unknownValue ||
    (!isPastKeepUntil(newInputs, nowMs) &&
      isRenewalDue(leaseOf(state), checked(newInputs).renewBefore, nowMs));
  const isLeaseSet = leaseTime !== state.leaseTime || (allowsRenewal(ignoredChanges) && isRenewed());
  const next = propertiesOf(withInputs(state, checked(newInputs)));
  return { ...next, ...(isLeaseSet ? unknown(["currentLeaseTime", "updatedAt", "expiresAt"]) : {}) };
}

/** A renewal shows as a change of expiresAt, and is ignored with it. */
function allowsRenewal(ignoredChanges: readonly string[]): boolean {
  return !ignoredChanges.includes("expiresAt") && !ignoredChanges.includes("*");
}

/** Inputs that have been through check. */
function checked(inputs: Properties): SessionInputs {
  return inputs as unknown as SessionInputs;
}

function unknown(names: readonly string[]): Properties {
  return Object.fromEntries(names.map((name) => [name, unknownValue]));
}
