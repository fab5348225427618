import type { OperationName, Simulator } from "../../simulator";
import type { ProviderDriver, RecordedSession } from "./drivers";

/** An operation of the lifecycle, and the request in it that meets the fault. */
export interface Operation {
  readonly title: string;
  readonly meets: OperationName;
  /** Scripts what leads to the request, if it is not the operation's first. */
  readonly lead?: (simulator: Simulator) => void;
  /** Runs an operation that makes a session. */
  readonly make?: (driver: ProviderDriver) => Promise<RecordedSession>;
  /** Runs an operation on a session that exists; resolves to what the engine's state holds afterwards. */
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
  { title: "create", meets: "CreateSession", make: create },
  {
    title: "confirmation of a create whose response had no status",
    meets: "GetSession",
    lead: (simulator: Simulator): void => {
      simulator.addFault({ operation: "CreateSession", malformed: "missing-field:status" });
    },
    make: create,
  },
  {
    title: "search after a create whose connection was cut",
    meets: "ListSessions",
    lead: (simulator: Simulator): void => {
      simulator.addFault({ operation: "CreateSession", cut: "after" });
    },
    make: create,
  },
  { title: "refresh", meets: "GetSession", act: read },
  {
    title: "two refreshes at a time",
    meets: "ListSessions",
    act: async (driver: ProviderDriver, recorded: RecordedSession): Promise<RecordedSession | undefined> => {
      const [first, second] = await Promise.all([driver.read(recorded), driver.read(recorded)]);
      return first ?? second;
    },
  },
  {
    title: "refresh that met the 404 of a gateway: the list that confirms it",
    meets: "ListSessions",
    lead: gatewayAt("GetSession"),
    act: read,
  },
  { title: "observation before an update", meets: "GetSession", act: observe },
  { title: "update of the lease", meets: "UpdateSession", act: update },
  { title: "update of the lease: the read that follows", meets: "GetSession", act: update },
  { title: "delete", meets: "EndSession", act: remove },
  {
    title: "delete that met the 404 of a gateway: the list that confirms it",
    meets: "ListSessions",
    lead: gatewayAt("EndSession"),
    act: remove,
  },
];
