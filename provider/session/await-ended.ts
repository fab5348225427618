import type { CallOptions } from "../tasknet";
import type { SessionContext } from "./context";

/** Pause between two reads of a session that is ending, in milliseconds. */
const pauseMs = 1_000;

/**
 * Waits until the session with the fingerprint has ended whose DELETE the service has only accepted: one fingerprint may
 * serve only one session. It gives up if the session cannot be read, or if the time of the operation is over.
 */
export async function awaitEnded(
  { api, memory, reader }: SessionContext,
  fingerprintUUID: string | undefined,
  options: CallOptions | undefined,
): Promise<void> {
  const ended = memory.endedWith(fingerprintUUID);
  if (ended?.isPending !== true) return;
  for (;;) {
    const session = await reader.find(ended.sessionUUID, options).catch(() => undefined);
    if (session === undefined || session.status === "terminated") return;
    if (!(await api.wait(pauseMs, options))) return;
  }
}

/**
 * Waits before another create after a conflict. Only a conflict with a session to which this process has sent a DELETE
 * passes by itself.
 * @returns whether a create may be sent again
 */
export async function awaitConflict(
  { api, memory }: SessionContext,
  fingerprintUUID: string | undefined,
  options: CallOptions | undefined,
): Promise<boolean> {
  return memory.endedWith(fingerprintUUID) !== undefined && (await api.wait(pauseMs, options));
}
