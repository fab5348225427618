import type { CallOptions, SessionResponse } from "../tasknet";
import type { ReaderParts } from "../resource";
import { BatchingReader } from "../resource";
import type { SessionApi } from "./context";
import { indicatesEnded } from "./errors";

/** A reader of sessions whose reads share requests. */
export class SessionBatchingReader extends BatchingReader<SessionResponse> {
  constructor(api: Pick<SessionApi, "listAll" | "getSession">, parts?: ReaderParts) {
    const readable = {
      list: async (options: CallOptions) => {
        const { sessions, ...rest } = await api.listAll(options);
        return { entries: sessions, ...rest };
      },
      get: (sessionUUID: string, options?: CallOptions) => api.getSession(sessionUUID, options),
      idOf: ({ sessionUUID }: SessionResponse) => sessionUUID,
      isGone: ({ status }: SessionResponse) => status === "terminated",
      indicatesGone: indicatesEnded,
    };
    super(readable, parts);
  }
}

/** The API, with a reader whose cached list is invalidated by each write to a session. */
export function invalidateOnWrite(
  api: SessionApi,
  reader: Pick<SessionBatchingReader, "invalidate">,
): SessionApi {
  const invalidating =
    <A extends readonly unknown[], R>(write: (sessionUUID: string, ...rest: A) => Promise<R>) =>
    async (sessionUUID: string, ...rest: A): Promise<R> => {
      reader.invalidate(sessionUUID);
      try {
        return await write(sessionUUID, ...rest);
      } finally {
        reader.invalidate(sessionUUID);
      }
    };
  return {
    now: () => api.now(),
    ticks: () => api.ticks(),
    wait: (...args) => api.wait(...args),
    listAll: (options) => api.listAll(options),
    createSession: (...args) => api.createSession(...args),
    getSession: (...args) => api.getSession(...args),
    updateSession: invalidating((...args: Parameters<SessionApi["updateSession"]>) =>
      api.updateSession(...args),
    ),
    endSession: invalidating((...args: Parameters<SessionApi["endSession"]>) => api.endSession(...args)),
  };
}
