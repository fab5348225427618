import type { OperationName, Simulator } from "../../simulator";
import type { ProviderDriver, RecordedSession } from "./drivers";

/** An operation of the lifecycle, and the request in it that the fault affects. */
export interface Operation {
  readonly title: string;
  readonly request: OperationName;
  /** Scripts the earlier faults that lead to the request. */
  readonly lead?: (simulator: Simulator) => void;
  /** Runs an operation that creates a session. */
  readonly make?: (driver: ProviderDriver) => Promise<RecordedSession>;
  /** Runs an operation on an existing session; resolves to the session that the engine's state then records. */
  readonly act?: (driver: ProviderDriver, recorded: RecordedSession) => Promise<RecordedSession | undefined>;
}

type Act = NonNullable<Operation["act"]>;

const create = (driver: ProviderDriver): Promise<RecordedSession> => driver.create({});
const read: Act = (driver, recorded) => driver.read(recorded);
const update: Act = (driver, recorded) => driver.update(recorded, { leaseTime: 45 });
const remove: Act = async (driver, recorded) => {
  await driver.delete(recorded);
  return undefined;
};

/** The observation before an update: the engine reads, or the diff does. */
const observe: Act = async (driver, recorded) => {
  if (driver.refreshesBeforeUpdate) return driver.read(recorded);
  const { isReplacement } = await driver.plan(recorded, {});
  return isReplacement ? undefined : recorded;
};

function gatewayAt(operation: OperationName): (simulator: Simulator) => void {
  return (simulator) => {
    simulator.addFault({ operation, status: 404, bodyShape: "gateway" });
  };
}

export const operations: readonly Operation[] = [
  { title: "create", request: "CreateSession", make: create },
  {
    title: "confirmation of a create whose response has no status",
    request: "GetSession",
    lead: (simulator: Simulator): void => {
      simulator.addFault({ operation: "CreateSession", malformed: "missing-field:status" });
    },
    make: create,
  },
  {
    title: "search after a create whose connection is lost",
    request: "ListSessions",
    lead: (simulator: Simulator): void => {
      simulator.addFault({ operation: "CreateSession", cut: "after" });
    },
    make: create,
  },
  { title: "refresh", request: "GetSession", act: read },
  {
    title: "two concurrent refreshes",
    request: "ListSessions",
    act: async (driver: ProviderDriver, recorded: RecordedSession): Promise<RecordedSession | undefined> => {
      const [first, second] = await Promise.all([driver.read(recorded), driver.read(recorded)]);
      return first ?? second;
    },
  },
  {
    title: "list that confirms the 404 of a gateway in a refresh",
    request: "ListSessions",
    lead: gatewayAt("GetSession"),
    act: read,
  },
  { title: "observation before an update", request: "GetSession", act: observe },
  { title: "update of the lease", request: "UpdateSession", act: update },
  { title: "read after an update of the lease", request: "GetSession", act: update },
  { title: "delete", request: "EndSession", act: remove },
  {
    title: "list that confirms the 404 of a gateway in a delete",
    request: "ListSessions",
    lead: gatewayAt("EndSession"),
    act: remove,
  },
];
