import type { OperationName, Simulator } from "../../simulator";
import type { Door, Kept } from "./doors";

/** A step of the lifecycle, and the call in it that meets the fault. */
export interface Operation {
  readonly title: string;
  readonly meets: OperationName;
  /** Scripts what leads to the call, where it is not the step's first. */
  readonly lead?: (simulator: Simulator) => void;
  /** Runs a step that makes a session. */
  readonly make?: (door: Door) => Promise<Kept>;
  /** Runs a step on a session that was made before; what the engine's state holds of it afterwards. */
  readonly act?: (door: Door, kept: Kept) => Promise<Kept | undefined>;
}

const create = (door: Door): Promise<Kept> => door.create({});
const update = (door: Door, kept: Kept): Promise<Kept> => door.update(kept, { leaseTime: 45 });

export const operations: readonly Operation[] = [
  { title: "create", meets: "CreateSession", make: create },
  {
    title: "create, whose answer had no status: the confirmation",
    meets: "GetSession",
    lead: (simulator: Simulator): void => {
      simulator.addFault({ operation: "CreateSession", malformed: "missing-field:status" });
    },
    make: create,
  },
  {
    title: "create, whose connection was cut after it was done: the search for what it left",
    meets: "ListSessions",
    lead: (simulator: Simulator): void => {
      simulator.addFault({ operation: "CreateSession", cut: "after" });
    },
    make: create,
  },
  {
    title: "read",
    meets: "GetSession",
    act: (door: Door, kept: Kept): Promise<Kept | undefined> => door.read(kept),
  },
  {
    title: "two reads at a time",
    meets: "ListSessions",
    act: async (door: Door, kept: Kept): Promise<Kept | undefined> => {
      const [first, second] = await Promise.all([door.read(kept), door.read(kept)]);
      return first ?? second;
    },
  },
  {
    title: "the look before an update",
    meets: "GetSession",
    act: async (door: Door, kept: Kept): Promise<Kept | undefined> =>
      (await door.look(kept)) === "gone" ? undefined : kept,
  },
  { title: "update of the lease", meets: "UpdateSession", act: update },
  { title: "update of the lease: the read that follows", meets: "GetSession", act: update },
  {
    title: "delete",
    meets: "EndSession",
    act: async (door: Door, kept: Kept): Promise<Kept | undefined> => {
      await door.delete(kept);
      return undefined;
    },
  },
];
