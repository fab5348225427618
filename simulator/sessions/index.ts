import type { Resource } from "../resource";
import type { Clock } from "../clock";
import { deviateEnd, deviateStatus } from "./deviations";
import type { SessionDeps } from "./operations";
import { create, end, get, list, update } from "./operations";
import { sessionSchema } from "./schema";
import type { SimulatedSession } from "./store";
import { SessionStore } from "./store";
import { sessionSwitches } from "./switches";

/** Sessions: leased browsers. */
export const sessions = {
  idField: "sessionUUID",
  operations: {
    ListSessions: { kind: "list", run: list },
    CreateSession: { kind: "create", run: create },
    GetSession: { kind: "read", run: get },
    UpdateSession: { kind: "write", run: update },
    EndSession: { kind: "write", run: end },
  },
  switches: sessionSwitches,
  createStore: (clock: Clock, items?: readonly SimulatedSession[]) => new SessionStore(clock, items),
  itemSchema: sessionSchema,
  optionalFields: ["vncPassword"],
  fieldsAfterCreate: ["status"],
  deviateItem: deviateStatus,
  deviateWrite: deviateEnd,
} as const satisfies Resource<SessionDeps>;
