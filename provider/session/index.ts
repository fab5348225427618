export type { CheckFailure, CheckResult } from "./check";
export { check, nearestHint } from "./check";
export { checkWarnings } from "./check-warnings";
export type { SessionApi, SessionContext, SessionReader } from "./context";
export { create } from "./create";
export type { CreateRequest } from "./create";
export type { Change, ChangeKind, DiffRequest, SessionDiff } from "./diff";
export { diff, replacingChanges } from "./diff";
export { end } from "./end";
export { errorKind, indicatesEnded, messageOf } from "./errors";
export { InitFailedError } from "./init-failed-error";
export { isRenewed } from "./keep-until";
export type { Lease } from "./lease";
export { expiryToleranceMs, importedLease, leaseOf } from "./lease";
export type { SessionFilter, SessionInfo } from "./look-up";
export { findSession, findSessions, findVncPassword, infoOf, SessionNotFoundError } from "./look-up";
export { ProcessMemory } from "./memory";
export type {
  ApiTarget,
  InputName,
  InputSpec,
  OnChange,
  SessionInputs,
  SessionOutputs,
  SessionState,
} from "./model";
export { inputNames, inputSpecs } from "./model";
export type { Liveness, Observation } from "./observe";
export { observe, observeOrAssume } from "./observe";
export type { Plan, PlanRequest } from "./plan";
export { plan } from "./plan";
export { read } from "./read";
export { propertiesOf, recordedState, secretProperties, stateFrom } from "./record";
export { recordKey } from "./record-key";
export { CircuitBreakerReader } from "./circuit-breaker";
export { BatchingReader, invalidateOnWrite } from "./batching-reader";
export { inputsOf, unconfirmedState, withInputs } from "./state";
export { update } from "./update";
export type { UpdateRequest } from "./update";
export { defined, isSameId, unknownValue } from "./values";
