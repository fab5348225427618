import type { CallOptions, CreateSessionBody, SessionResponse } from "../tasknet";
import { InvalidResponseError, isTasknetError } from "../tasknet";
import type { SessionContext } from "./context";
import { end } from "./end";
import type { RequestTiming } from "../resource";
import { InitFailedError, errorKind, messageOf } from "../resource";
import { awaitConflict, awaitEnded } from "./await-ended";
import { isPastKeepUntil } from "./keep-until";
import { isOtherLease, minuteMs } from "./lease";
import type { FailedSessionCreate } from "./memory";
import type { SessionInputs, SessionState } from "./model";
import { observe } from "./observe";
import { describePossibleOrphans } from "./orphans";
import { leaseRequest } from "./request-timing";
import { inFingerprintTurn, warnOfRunning } from "./shared-fingerprint";
import { createdState, differingInputs, observedState, unconfirmedState } from "./state";

/** Timeout, in milliseconds, of the DELETE of an abandoned session: the engine kills a provider after 5 s. */
const cleanupTimeoutMs = 4_000;

/** Rate limits after which a create gives up that replaces a session of its own stack: it may wait for that one's place. */
const maxRateLimitsOfReplacement = 3;

export interface CreateRequest {
  readonly inputs: SessionInputs;
  /** Names the resource within the process: an error hook of the program may make the engine call its create again. */
  readonly resourceKey: string;
  /**
   * Whether the engine still waits for the response. If it does not, as after its death, no state would ever hold the
   * session, so it is ended again. Default: it waits.
   */
  readonly isRequestActive?: () => boolean | Promise<boolean>;
}

/**
 * Creates a session: one request.
 * @throws InitFailedError if the session exists but could not be confirmed
 * @throws Error that names the sessions that may have been left running, if the outcome of the request is unknown
 */
export async function create(
  context: SessionContext,
  request: CreateRequest,
  options?: CallOptions,
): Promise<SessionState> {
  const { fingerprintUUID } = request.inputs;
  const made = await inFingerprintTurn(context, fingerprintUUID, options, () =>
    make(context, request, options),
  ).catch((error: unknown) => {
    if (error instanceof InitFailedError) return error as InitFailedError<SessionState>;
    throw error;
  });
  const state = made instanceof InitFailedError ? made.state : made;
  await endIfAbandoned(context, request, state);
  if (made instanceof InitFailedError) throw made;
  context.memory.forgetFailedCreate(request.resourceKey);
  return made;
}

/** @throws Error after the DELETE of a session that no state would hold */
async function endIfAbandoned(
  context: SessionContext,
  { isRequestActive = () => true }: CreateRequest,
  state: SessionState,
): Promise<void> {
  if (await isRequestActive()) return;
  const { sessionUUID } = state;
  await end(context, { sessionUUID, state }, { timeoutMs: cleanupTimeoutMs });
  throw new Error(`session ${sessionUUID} was ended: the engine stopped, so no state records it`);
}

async function make(
  context: SessionContext,
  request: CreateRequest,
  options: CallOptions | undefined,
): Promise<SessionState> {
  const earlier = context.memory.failedCreate(request.resourceKey);
  if (earlier?.id !== undefined) return confirm(context, request, { ...earlier, id: earlier.id }, options);
  if (earlier !== undefined) {
    throw new Error(
      "an earlier attempt to create this session has an unknown outcome, so no second request was sent.\n" +
        (await describePossibleOrphans(context, earlier, options)),
    );
  }
  return post(context, request, options);
}

async function post(
  context: SessionContext,
  request: CreateRequest,
  options: CallOptions | undefined,
): Promise<SessionState> {
  const { inputs, resourceKey } = request;
  const { api, environment, memory } = context;
  const secrets = {
    environmentId: inputs.environmentId ?? environment.environmentId,
    environmentSecret: inputs.environmentSecret ?? environment.environmentSecret,
    fingerprintSecret: inputs.fingerprintSecret,
  };
  const limited = memory.isReplacement(resourceKey) ? { maxRateLimits: maxRateLimitsOfReplacement } : {};
  await awaitEnded(context, inputs.fingerprintUUID, options);
  await warnOfRunning(context, inputs.fingerprintUUID, options);
  warnOfKeepUntil(context, inputs, options);
  for (;;) {
    const sentTicks = api.ticks();
    const timingNow = (): RequestTiming => ({ sentTicks, respondedTicks: api.ticks() });
    try {
      const session = await api.createSession(bodyOf(inputs), secrets, { ...options, ...limited });
      memory.addOwn(session.sessionUUID);
      return recorded(context, inputs, session, timingNow(), options);
    } catch (error) {
      if (errorKind(error) === "conflict" && (await awaitConflict(context, inputs.fingerprintUUID, options)))
        continue;
      const failed = { inputs, timing: timingNow(), error, id: idOf(error) };
      return afterFailure(context, request, failed, options);
    }
  }
}

function warnOfKeepUntil(
  { api }: SessionContext,
  inputs: SessionInputs,
  options: CallOptions | undefined,
): void {
  if (!isPastKeepUntil(inputs, api.now())) return;
  options?.onWarning?.(
    `keepUntil (${String(inputs.keepUntil)}) is over. The session is created, but no update keeps it alive: it ends with ` +
      "its lease. To keep it, set a later keepUntil.",
  );
}

function idOf(error: unknown): string | undefined {
  return error instanceof InvalidResponseError ? error.id : undefined;
}

async function afterFailure(
  context: SessionContext,
  request: CreateRequest,
  failed: FailedSessionCreate,
  options: CallOptions | undefined,
): Promise<SessionState> {
  const { id, error } = failed;
  if (id !== undefined) {
    context.memory.addOwn(id);
    return confirm(context, request, { ...failed, id }, options);
  }
  if (isTasknetError(error) && error.effect === "none") {
    throw new Error(`no session was created. ${error.message}${hintFor(error.kind, error.status)}`, {
      cause: error,
    });
  }
  context.memory.addFailedCreate(request.resourceKey, failed);
  throw new Error(`${messageOf(error)}\n${await describePossibleOrphans(context, failed, options)}`, {
    cause: error,
  });
}

function hintFor(kind: string, status: number | undefined): string {
  if (kind === "notFound")
    return "\nCheck fingerprintUUID and environmentId, and the configured tasknet:endpoint and tasknet:mode.";
  if (kind === "conflict" || kind === "rateLimited" || status === 403) {
    return (
      "\nIf it replaces a session that still runs, that one may hold the place or the fingerprint: set the resource " +
      "option deleteBeforeReplace: true, and run `pulumi up` again."
    );
  }
  return "";
}

function bodyOf(inputs: SessionInputs): CreateSessionBody {
  const { leaseTime, isVncEnabled, vncMode, driver, fingerprintUUID, showMouse, isProxyEnabled } = inputs;
  return { leaseTime, isVncEnabled, vncMode, driver, fingerprintUUID, showMouse, isProxyEnabled };
}

/** The state of the session as the service reports it, with a warning for each difference from what was asked. */
function recorded(
  context: SessionContext,
  inputs: SessionInputs,
  session: SessionResponse,
  timing: RequestTiming,
  options: CallOptions | undefined,
): SessionState {
  const { sessionUUID, status, currentLeaseTime } = session;
  const warn = (difference: string): void =>
    options?.onWarning?.(`session ${sessionUUID} was created, but ${difference}`);
  if (isOtherLease(inputs.leaseTime, currentLeaseTime))
    warn(`its lease is ${currentLeaseTime} minutes instead of ${inputs.leaseTime}`);
  for (const name of differingInputs(inputs, session))
    warn(`its ${name} is ${JSON.stringify(session[name])} instead of the declared value`);
  if (status === "terminated")
    warn("Tasknet reports it as terminated already: `pulumi up` creates a new one");
  const request = leaseRequest(context.api, inputs.leaseTime, timing);
  return createdState(inputs, session, request, context.origin);
}

/** Reads a session whose create returned no properties. */
async function confirm(
  context: SessionContext,
  create: CreateRequest,
  failed: FailedSessionCreate & { readonly id: string },
  options: CallOptions | undefined,
): Promise<SessionState> {
  const { inputs, timing, id: sessionUUID, error } = failed;
  const stateNow = (): SessionState =>
    unconfirmedState(
      inputs,
      sessionUUID,
      leaseRequest(context.api, inputs.leaseTime, timing),
      context.origin,
    );
  // A confirmation may take a minute, and the engine kills a provider that it has left after 5 seconds.
  await endIfAbandoned(context, create, stateNow());
  let why: string;
  try {
    const seen = await observe(context, sessionUUID, stateNow(), options);
    if (seen.kind === "running" || seen.kind === "overdue") {
      const session = { ...seen.session, sessionUUID };
      // Later, a lease time that differs may be what remains of the lease.
      const isLate = context.api.ticks() - timing.respondedTicks > minuteMs;
      return isLate
        ? observedState(stateNow(), session, context.api.now())
        : recorded(context, inputs, session, timing, options);
    }
    why = seen.reason;
  } catch (second) {
    why = messageOf(second);
  }
  context.memory.addFailedCreate(create.resourceKey, failed);
  context.memory.addInitFailed(sessionUUID);
  throw new InitFailedError(
    `session ${sessionUUID} was created, but could not be confirmed: ${messageOf(error)}; then: ${why}\n` +
      "It is recorded in the state. Run `pulumi up` again to complete it, or `pulumi destroy` to end it.",
    stateNow(),
    { cause: error },
  );
}
