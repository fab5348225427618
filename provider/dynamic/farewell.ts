import { engineAddress, isEngineAlive, whenEngineEnds } from "../engine/liveness";

const creates = new Set<Promise<unknown>>();
const address = engineAddress();
const shutdown = new AbortController();
let isWatching = false;

/** Ends the steps under way when the process is to end. */
export const shutdownSignal: AbortSignal = shutdown.signal;

/**
 * Sees to the end of the host's process. The host lives on when the engine is killed, and dies at once when the engine
 * ends it, which is after a second Ctrl-C, too: a create on the wire then would be a session that nobody knows.
 */
export function watchEngine(): void {
  if (isWatching) return;
  isWatching = true;
  process.once("SIGINT", shutDown);
  if (address !== undefined) whenEngineEnds(address, shutDown);
}

/** Does the engine still wait for answers? It interrupts its providers when it needs them no more. */
export async function isRequestActive(): Promise<boolean> {
  return !shutdownSignal.aborted && (address === undefined || (await isEngineAlive(address)));
}

/** The create, for whose end the process waits before it leaves. */
export function trackCreate<T>(create: Promise<T>): Promise<T> {
  creates.add(create);
  return create.finally(() => creates.delete(create));
}

function shutDown(): void {
  shutdown.abort();
  void Promise.allSettled(creates).then(() => {
    process.exit();
  });
}
