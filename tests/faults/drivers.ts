import sinon from "sinon";
import * as dynamic from "../../provider/dynamic/handlers";
import { secretSignature, signatureKey } from "../../provider/engine/property-signatures";
import { defaultAccount } from "../../simulator";
import type { TestProvider } from "../grpc/fixtures";
import { initFailureOf, raw, resourceOf } from "../grpc/fixtures";

type Raw = Record<string, unknown>;

/** A session as the engine's state records it. */
export interface RecordedSession {
  readonly id: string;
  readonly inputs: Raw;
  readonly outputs: Raw;
}

/** The result of a diff. */
export interface PlannedUpdate {
  readonly hasChanges: boolean;
  readonly isReplacement: boolean;
  readonly deleteBeforeReplace: boolean;
}

/** A provider, called as the engine calls it. Each operation rejects as it would fail for the engine. */
export interface ProviderDriver {
  readonly name: string;
  /** Whether the engine reads the session before an update. */
  readonly refreshesBeforeUpdate: boolean;
  create(given: Raw): Promise<RecordedSession>;
  /** A refresh; undefined if the session has ended. */
  read(recorded: RecordedSession): Promise<RecordedSession | undefined>;
  /** A check, then the diff against the recorded inputs with some of them changed. */
  plan(recorded: RecordedSession, changes: Raw): Promise<PlannedUpdate>;
  update(recorded: RecordedSession, changes: Raw): Promise<RecordedSession>;
  delete(recorded: RecordedSession): Promise<void>;
  /** The state that the engine records after a partially failed operation. */
  partialOf(error: unknown, inputs: Raw): RecordedSession | undefined;
  /** The warnings so far, without the status lines of retries. */
  warnings(): Promise<readonly string[]>;
}

/** The provider plugin, over gRPC. */
export function pluginDriver({
  plugin,
  engineMessages,
}: Pick<TestProvider, "plugin" | "engineMessages">): ProviderDriver {
  return {
    name: "plugin",
    refreshesBeforeUpdate: true,
    create: (given) => plugin.make(given),
    read: async ({ id, inputs, outputs }) => {
      const response = await plugin.read({ id, inputs, outputs });
      return response.getId() === "" ? undefined : resourceOf(response);
    },
    plan: async (recorded, changes) => {
      const response = await plugin.checkAndDiff({ ...recorded, refreshBeforeUpdate: true }, changes);
      return {
        hasChanges: response.getDiffsList().length > 0,
        isReplacement: response.getReplacesList().length > 0,
        deleteBeforeReplace: response.getDeletebeforereplace(),
      };
    },
    update: (recorded, changes) => plugin.update({ ...recorded, refreshBeforeUpdate: true }, changes),
    delete: ({ id, outputs }) => plugin.delete(id, outputs),
    partialOf: (error, inputs) => {
      const partial = initFailureOf(error as Parameters<typeof initFailureOf>[0]);
      return partial && { id: partial.getId(), inputs, outputs: raw(partial.getProperties()) };
    },
    warnings: async () =>
      (await engineMessages()).filter(({ severity }) => severity === "warning").map(({ text }) => text),
  };
}

/** The dynamic provider's handlers, called as its host calls them. The caller restores sinon's stubs. */
export async function dynamicDriver({ sim }: Pick<TestProvider, "sim">): Promise<ProviderDriver> {
  const settings: Record<string, string | undefined> = { ...defaultAccount, endpoint: sim.url };
  const get = (key: string): string | undefined => settings[key.replace("tasknet:", "")];
  await dynamic.configure({ config: { get } } as Parameters<typeof dynamic.configure>[0]);
  const shown = capturedMessages();
  const check = async (given: Raw): Promise<Raw> => {
    const checked = await dynamic.check({}, given);
    if (checked.failures?.length) throw new Error(JSON.stringify(checked.failures));
    return checked.inputs as Raw;
  };
  return {
    name: "dynamic",
    refreshesBeforeUpdate: false,
    create: async (given) => {
      const inputs = await check({ leaseTime: 30, ...given });
      const created = await dynamic.create(inputs);
      return { id: created.id, inputs, outputs: unwrapped(created.outs as Raw) };
    },
    read: async ({ id, inputs, outputs }) => {
      const props = (await dynamic.read(id, outputs)).props as Raw | undefined;
      return props && { id, inputs, outputs: unwrapped(props) };
    },
    plan: async ({ id, inputs, outputs }, changes) => {
      const newInputs = await check({ ...inputs, ...changes });
      const {
        changes: hasChanges,
        replaces,
        deleteBeforeReplace,
      } = await dynamic.diff(id, outputs, newInputs);
      return {
        hasChanges: hasChanges === true,
        isReplacement: (replaces ?? []).length > 0,
        deleteBeforeReplace: deleteBeforeReplace === true,
      };
    },
    update: async ({ id, inputs, outputs }, changes) => {
      const newInputs = await check({ ...inputs, ...changes });
      const outs = (await dynamic.update(id, outputs, newInputs)).outs as Raw;
      return { id, inputs: newInputs, outputs: unwrapped(outs) };
    },
    delete: ({ id, outputs }) => dynamic.delete(id, outputs),
    partialOf: (error, inputs) => {
      const { id, properties } = error as { id?: string; properties?: Raw };
      return id === undefined ? undefined : { id, inputs, outputs: unwrapped(properties ?? {}) };
    },
    warnings: () => Promise.resolve(shown.filter((text) => !text.startsWith("tasknet: retrying in "))),
  };
}

/** The messages that the dynamic provider writes to its error stream from now on. */
function capturedMessages(): string[] {
  const shown: string[] = [];
  const { stderr } = process;
  // A driver of the same test may already have replaced the stream.
  const current: unknown = Reflect.get(stderr, "write");
  if (isStub(current)) current.restore();
  const write = stderr.write.bind(stderr);
  sinon.stub(stderr, "write").callsFake((text, ...rest) => {
    if (!String(text).startsWith("tasknet: ")) return write(text, ...(rest as []));
    shown.push(String(text));
    return true;
  });
  return shown;
}

function isStub(value: unknown): value is { restore: () => void } {
  return typeof value === "function" && "restore" in value;
}

/** Properties as the host returns them: it unwraps secrets, and omits undefined properties. */
function unwrapped(properties: Raw): Raw {
  const isSecret = (value: unknown): value is { value: unknown } =>
    typeof value === "object" && value !== null && (value as Raw)[signatureKey] === secretSignature;
  const entries = Object.entries(properties).map(([name, value]) => [
    name,
    isSecret(value) ? value.value : value,
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Raw;
}
