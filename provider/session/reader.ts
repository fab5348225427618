import DataLoader from "dataloader";
import type { CallOptions, WireSession } from "../tasknet";
import type { SessionApi, SessionReader } from "./api";
import { errorKind } from "./api";

/** Look-ups that arrive within so many milliseconds share one ListSessions. The engine sends them side by side. */
export const shareWindowMs = 10;

interface LookUp {
  readonly sessionUUID: string;
  readonly options: CallOptions | undefined;
}

/** A reader whose look-ups of one moment share a ListSessions; one alone is one GetSession. Keeps no answer. */
export function sharedReader(
  api: SessionApi,
  schedule: (callback: () => void) => void = (callback) => {
    setTimeout(callback, shareWindowMs);
  },
): SessionReader {
  const loader = new DataLoader<LookUp, WireSession | undefined>((lookUps) => findAll(api, lookUps), {
    cache: false,
    batchScheduleFn: schedule,
  });
  return { find: (sessionUUID, options) => loader.load({ sessionUUID, options }) };
}

async function findAll(
  api: SessionApi,
  lookUps: readonly LookUp[],
): Promise<(WireSession | undefined | Error)[]> {
  const eachAlone = (): Promise<(WireSession | undefined | Error)[]> =>
    Promise.all(lookUps.map((lookUp) => findOne(api, lookUp, false).catch(asError)));
  if (lookUps.length === 1) return eachAlone();
  const listed = await api.listSessions(lookUps[0]?.options).catch(asError);
  if (listed instanceof Error) {
    // One look-up's cancel or a bad entry in the list must not fail the others.
    const isOthers = errorKind(listed) === "cancelled" || errorKind(listed) === "malformedAnswer";
    return isOthers ? eachAlone() : lookUps.map(() => listed);
  }
  const running = new Map(
    listed.filter(({ status }) => status === "running").map((session) => [session.sessionUUID, session]),
  );
  return Promise.all(
    lookUps.map(
      async (lookUp) => running.get(lookUp.sessionUUID) ?? findOne(api, lookUp, true).catch(asError),
    ),
  );
}

/** @param isListRight whether ListSessions was answered, so that a 404 can't come from a wrong endpoint */
async function findOne(
  api: SessionApi,
  { sessionUUID, options }: LookUp,
  isListRight: boolean,
): Promise<WireSession | undefined> {
  try {
    return await api.getSession(sessionUUID, options);
  } catch (error) {
    if (errorKind(error) !== "notFound") throw error;
    if (isListRight || (error as { isFromApi?: boolean }).isFromApi) return undefined;
    // Something that is not the API may have said 404: only where the list works is it a definite end.
    return (await api.listSessions(options)).find((session) => session.sessionUUID === sessionUUID);
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
