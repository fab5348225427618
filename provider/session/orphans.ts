import type { CallOptions, SessionResponse } from "../tasknet";
import { endCommand, listCommand } from "../tasknet";
import { describePossibleOrphans as describe } from "../resource";
import type { SessionContext } from "./context";
import type { FailedSessionCreate } from "./memory";
import { leaseRequest } from "./request-timing";
import { isSameInput } from "./state";

/** Text for the error of a create with an unknown outcome: the sessions that may be its result. */
export async function describePossibleOrphans(
  context: SessionContext,
  { inputs, timing }: FailedSessionCreate,
  options?: CallOptions,
): Promise<string> {
  const { api, memory, origin } = context;
  const search = {
    clock: api,
    resource: context,
    list: async (call: CallOptions) => {
      const { sessions, ...rest } = await api.listAll(call);
      return { entries: sessions, ...rest };
    },
    matches: (session: SessionResponse) => !memory.isOwn(session.sessionUUID) && matches(session, inputs),
    idOf: ({ sessionUUID }: SessionResponse) => sessionUUID,
    createdAtOf: ({ createdAt }: SessionResponse) => createdAt,
    sentAt: () => leaseRequest(api, inputs.leaseTime, timing).sentAt,
    words: {
      type: "Session",
      one: "session",
      many: "sessions",
      first: "A session",
      exist: "be running",
      fate: `A session that was created ends by itself within ${inputs.leaseTime} minutes.`,
      older: "Older sessions with the same settings run, too.",
      listCommand: listCommand(origin),
      removal: "to end it",
      removeCommand: (sessionUUID: string) => endCommand(origin, sessionUUID),
    },
  };
  return describe(search, options);
}

function matches(session: SessionResponse, inputs: FailedSessionCreate["inputs"]): boolean {
  const names = ["driver", "isVncEnabled", "vncMode", "fingerprintUUID"] as const;
  return (
    session.status !== "terminated" &&
    names.every((name) => {
      const [asked, reported] = [inputs[name], session[name]];
      return asked === undefined || reported === undefined || isSameInput(name, reported, asked);
    })
  );
}
