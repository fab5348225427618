import type { CallOptions } from "../tasknet";
import { inTurn } from "../tasknet";
import type { SessionContext } from "./context";
import { isSameId } from "../resource";

/** Timeout of the list before a create, in milliseconds: its only use is a warning. */
const listTimeoutMs = 10_000;

/** What every warning about a shared fingerprint says. */
export const sharedFingerprintRisk =
  "Tasknet may refuse a second session with a fingerprint, and both sessions may write its stored data.";

/** Runs creates with one fingerprint one after the other; without a fingerprint at once. */
export async function inFingerprintTurn<T>(
  { memory }: SessionContext,
  fingerprintUUID: string | undefined,
  options: CallOptions | undefined,
  create: () => Promise<T>,
): Promise<T> {
  if (fingerprintUUID === undefined) return create();
  const signals = [options?.signal, options?.deadline?.signal].filter((signal) => signal !== undefined);
  const signal = AbortSignal.any(signals);
  try {
    return await inTurn(
      memory.fingerprintQueue(fingerprintUUID),
      { deadline: options?.deadline, signal },
      create,
    );
  } catch (error) {
    // Only the queue rejects with the signal's own reason.
    if (!signal.aborted || error !== signal.reason) throw error;
    throw new Error(
      "no session was created. The operation was cancelled while it waited for another create with the same fingerprint.",
      { cause: error },
    );
  }
}

/** Warns of each running session with the fingerprint, except the one that this process has ended. */
export async function warnOfRunning(
  { api, memory }: SessionContext,
  fingerprintUUID: string | undefined,
  options: CallOptions | undefined,
): Promise<void> {
  if (fingerprintUUID === undefined || options?.onWarning === undefined) return;
  const { signal, onWarning } = options;
  // The create itself reports what is wrong with the service.
  const list = await api
    .listAll({ signal, timeoutMs: listTimeoutMs, maxRateLimits: 1 })
    .catch(() => undefined);
  const ended = memory.endedWith(fingerprintUUID)?.sessionUUID;
  for (const session of list?.sessions ?? []) {
    const isOther = session.status !== "terminated" && !isSameId(session.sessionUUID, ended);
    if (isOther && isSameId(session.fingerprintUUID, fingerprintUUID)) {
      onWarning(
        `session ${session.sessionUUID} with the same fingerprint is running. ${sharedFingerprintRisk} ` +
          "End it first, or use another fingerprint.",
      );
    }
  }
}
