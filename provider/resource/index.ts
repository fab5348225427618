export type { Reader, ReaderParts, ReadOptions } from "./batching-reader";
export { BatchingReader } from "./batching-reader";
export type { CheckFailure, CheckOptions, CheckResult, MayQuote } from "./check";
export { checkInputs, nearestHint } from "./check";
export { importCommand, replaceCommand, stateDeleteCommand } from "./commands";
export type { ApiTarget, Named, WaitingClock } from "./context";
export type { FailedCreate } from "./create-memory";
export { CreateMemory } from "./create-memory";
export { errorKind, isUnreachable, messageOf } from "./errors";
export type { ResourceFunction, ResourceFunctions } from "./functions";
export { InvalidArgumentError, ResourceNotFoundError } from "./functions";
export { InitFailedError } from "./init-failed-error";
export type { InputSpec, InputSpecs } from "./input-spec";
export type { Created, Definition, ObjectApi, ObjectContext, ObjectState, OnChange } from "./definition";
export { ObjectMemory } from "./definition";
export type { ClientContext, Listing, ObjectKind } from "./object-resource";
export { objectResource } from "./object-resource";
export { describePossibleOrphans } from "./orphans";
export type { OutputSpec, OutputSpecs } from "./output-spec";
export { keptAfterFailure } from "./read-failure";
export { isRecentCreate, recentCreateMs } from "./recent-create";
export type { Recorded } from "./record";
export {
  newerState,
  parseRecorded,
  recordedInstant,
  recordedTarget,
  unusableState,
  versionOf,
} from "./record";
export { recordKey } from "./record-key";
export type { Evidence } from "./removal";
export { evidenceOfNotFound, removeResource } from "./removal";
export type { RequestTiming, ServiceClock } from "./request-timing";
export type {
  CheckedResource,
  Comparison,
  Properties,
  RecordedOrigin,
  Resource,
  ResourceChange,
  ResourceCreateRequest,
  ResourcePlan,
  ResourcePlanRequest,
  ResourceUpdateRequest,
} from "./resource";
export { serviceTiming } from "./request-timing";
export { defined, isSameId, unknownValue } from "./values";
