import * as dynamic from "../../provider/dynamic/handlers";
import { secretSignature, signatureKey } from "../../provider/engine/property-signatures";
import { defaultAccount } from "../../simulator";
import type { Plugin, Rig } from "../grpc/fixtures";
import { initFailureOf, raw, resourceOf } from "../grpc/fixtures";

type Raw = Record<string, unknown>;

/** A session as the engine's state holds it. */
export interface Kept {
  readonly id: string;
  readonly inputs: Raw;
  readonly outputs: Raw;
}

/** A front door, as the engine uses it. Each step rejects as it would fail for the engine. */
export interface Door {
  readonly name: string;
  create(given: Raw): Promise<Kept>;
  /** A refresh; undefined where the session is gone. */
  read(kept: Kept): Promise<Kept | undefined>;
  /** The look at a session that comes before each update: resolves to what it found. */
  look(kept: Kept): Promise<"the same" | "gone">;
  update(kept: Kept, given: Raw): Promise<Kept>;
  delete(kept: Kept): Promise<void>;
  /** What the engine keeps of a step that failed half-way. */
  partialOf(error: unknown, inputs: Raw): Kept | undefined;
}

/** The provider plugin: the engine reads before an update. */
export function pluginDoor({ plugin }: { plugin: Plugin }): Door {
  const read = async ({ id, inputs, outputs }: Kept): Promise<Kept | undefined> => {
    const answer = await plugin.read({ id, inputs, outputs });
    return answer.getId() === "" ? undefined : resourceOf(answer);
  };
  return {
    name: "plugin",
    create: (given) => plugin.make(given),
    read,
    look: async (kept) => ((await read(kept)) === undefined ? "gone" : "the same"),
    update: (kept, given) => plugin.update({ ...kept, refreshBeforeUpdate: true }, given),
    delete: ({ id, outputs }) => plugin.delete(id, outputs),
    partialOf: (error, inputs) => {
      const partial = initFailureOf(error as Parameters<typeof initFailureOf>[0]);
      return partial && { id: partial.getId(), inputs, outputs: raw(partial.getProperties()) };
    },
  };
}

/** The dynamic provider's handlers: the diff looks. */
export async function dynamicDoor({ sim }: Pick<Rig, "sim">): Promise<Door> {
  const settings: Record<string, string | undefined> = { ...defaultAccount, endpoint: sim.url };
  const get = (key: string): string | undefined => settings[key.replace("tasknet:", "")];
  await dynamic.configure({ config: { get } } as Parameters<typeof dynamic.configure>[0]);
  const check = async (given: Raw): Promise<Raw> => {
    const checked = await dynamic.check({}, given);
    if (checked.failures?.length) throw new Error(JSON.stringify(checked.failures));
    return checked.inputs as Raw;
  };
  return {
    name: "dynamic",
    create: async (given) => {
      const inputs = await check({ leaseTime: 30, ...given });
      const created = await dynamic.create(inputs);
      return { id: created.id, inputs, outputs: unwrapped(created.outs as Raw) };
    },
    read: async ({ id, inputs, outputs }) => {
      const props = (await dynamic.read(id, outputs)).props as Raw | undefined;
      return props && { id, inputs, outputs: unwrapped(props) };
    },
    look: async ({ id, inputs, outputs }) => {
      const { changes } = await dynamic.diff(id, outputs, inputs);
      return changes ? "gone" : "the same";
    },
    update: async ({ id, inputs, outputs }, given) => {
      const news = await check({ ...inputs, ...given });
      const outs = (await dynamic.update(id, outputs, news)).outs as Raw;
      return { id, inputs: news, outputs: unwrapped(outs) };
    },
    delete: ({ id, outputs }) => dynamic.delete(id, outputs),
    partialOf: (error, inputs) => {
      const { id, properties } = error as { id?: string; properties?: Raw };
      return id === undefined ? undefined : { id, inputs, outputs: unwrapped(properties ?? {}) };
    },
  };
}

/** Properties as the host gives them back: it unwraps secrets, and leaves undefined ones out. */
function unwrapped(properties: Raw): Raw {
  const isSecret = (value: unknown): value is { value: unknown } =>
    typeof value === "object" && value !== null && (value as Raw)[signatureKey] === secretSignature;
  const entries = Object.entries(properties).map(([name, value]) => [
    name,
    isSecret(value) ? value.value : value,
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Raw;
}
