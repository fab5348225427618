import { isTasknetError } from "../tasknet";
import type { CallOptions, CreateSessionBody, WireSession } from "../tasknet";
import type { SessionContext } from "./api";
import { errorKind, messageOf } from "./api";
import { end } from "./end";
import type { SessionInputs, SessionState } from "./model";
import { InitFailedError } from "./init-failed-error";
import { createdState, unconfirmedState } from "./state";
import { describePossibleOrphans } from "./orphans";

/** The end of a session that nobody waits for may take so long, in milliseconds: the engine kills a provider after 5 s. */
const cleanupTimeoutMs = 4_000;

/**
 * Creates a session: one call.
 * @param isRequestActive whether the engine still waits for the answer. Where it does not, as after its death, no state would
 * ever know the session, so it is ended again.
 * @throws InitFailedError where the session exists but could not be confirmed
 * @throws Error that names the sessions which may have been left running, where the call's outcome is not known
 */
export async function create(
  context: SessionContext,
  inputs: SessionInputs,
  options?: CallOptions,
  isRequestActive: () => boolean | Promise<boolean> = () => true,
): Promise<SessionState> {
  const made = await make(context, inputs, options).catch((error: unknown) => {
    if (error instanceof InitFailedError) return error;
    throw error;
  });
  const { sessionUUID } = made instanceof InitFailedError ? made.state : made;
  if (!(await isRequestActive())) {
    await end(context, sessionUUID, { deadlineMs: cleanupTimeoutMs });
    throw new Error(`session ${sessionUUID} was ended again: nobody was left to record it`);
  }
  if (made instanceof InitFailedError) throw made;
  return made;
}

async function make(
  context: SessionContext,
  inputs: SessionInputs,
  options: CallOptions | undefined,
): Promise<SessionState> {
  const { api, environment, origin, ownSessions } = context;
  const startedAt = api.now();
  const startedTicks = performance.now();
  const secrets = {
    environmentId: inputs.environmentId ?? environment.environmentId,
    environmentSecret: inputs.environmentSecret ?? environment.environmentSecret,
    fingerprintSecret: inputs.fingerprintSecret,
  };
  try {
    const session = await api.createSession(bodyOf(inputs), secrets, options);
    ownSessions.add(session.sessionUUID);
    return createdState(inputs, session, origin);
  } catch (error) {
    const id = isTasknetError(error) && error.kind === "invalidResponse" ? error.sessionUUID : undefined;
    if (id !== undefined) {
      ownSessions.add(id);
      return confirm(context, inputs, id, error, options);
    }
    if (isTasknetError(error) && error.effect === "none") {
      const hint =
        errorKind(error) === "notFound"
          ? "\nCheck fingerprintUUID and environmentId, and the configured tasknet:endpoint and tasknet:mode."
          : "";
      throw new Error(`no session was created. ${messageOf(error)}${hint}`, { cause: error });
    }
    throw new Error(
      `${messageOf(error)}\n${await describePossibleOrphans(context, inputs, startedAt, startedTicks)}`,
      {
        cause: error,
      },
    );
  }
}

function bodyOf(inputs: SessionInputs): CreateSessionBody {
  const { leaseTime, isVncEnabled, vncMode, driver, fingerprintUUID, showMouse, isProxyEnabled } = inputs;
  return { leaseTime, isVncEnabled, vncMode, driver, fingerprintUUID, showMouse, isProxyEnabled };
}

/** The session exists, but the answer that told so could not be read: it is asked for once more. */
async function confirm(
  context: SessionContext,
  inputs: SessionInputs,
  id: string,
  error: unknown,
  options: CallOptions | undefined,
): Promise<SessionState> {
  let session: WireSession;
  try {
    session = await context.api.getSession(id, options);
  } catch (second) {
    throw new InitFailedError(
      `session ${id} was created, but could not be confirmed: ${messageOf(error)}; then: ${messageOf(second)}\n` +
        "It is recorded in the state: run `pulumi up` again to complete it, or `pulumi destroy` to end it.",
      unconfirmedState(inputs, id, context.origin, context.api.now()),
      { cause: error },
    );
  }
  return createdState(inputs, session, context.origin);
}
