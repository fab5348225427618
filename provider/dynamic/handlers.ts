import type { dynamic } from "@pulumi/pulumi";
import type { SessionInputs } from "../session";
import * as session from "../session";
import { SettingsError } from "../settings";
import { contexts, useConfiguration } from "./context";
import { reporting } from "./errors";
import { trackCreate, isRequestActive, shutdownSignal, watchEngine } from "./farewell";
import { warn, reportRetry } from "./messages";
import type { Properties } from "./properties";
import { fromInputs, fromOutputs, toInputs, toOutputs } from "./properties";

const options = { onWait: reportRetry, signal: shutdownSignal };

/** A look for a diff may take so long, in milliseconds; after that the clock alone decides. */
const observationTimeoutMs = 15_000;

/** Takes effect before it returns: the host does not wait for it before it calls the next step. */
export function configure({ config }: dynamic.ConfigureRequest): Promise<void> {
  useConfiguration((name) => config.get(`tasknet:${name}`));
  watchEngine();
  return Promise.resolve();
}

export const check = reporting((_olds: Properties, news: Properties): Promise<dynamic.CheckResult> => {
  const { inputs, failures } = session.check(fromInputs(news));
  return Promise.resolve({ inputs: toInputs(inputs), failures: [...failures, ...settingsFailures()] });
});

/** Configuration that is missing is told by a preview already, together with the faults of the inputs. */
function settingsFailures(): dynamic.CheckFailure[] {
  try {
    contexts();
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return [{ property: "", reason: error.message }];
  }
}

export const diff = reporting(
  async (id: string, olds: Properties, news: Properties): Promise<dynamic.DiffResult> => {
    const state = session.recordedState(id, fromOutputs(olds));
    const context = contexts().for(state);
    const liveness = await session.observeOrAssume({ ...context, reader: context.diffReader }, state, {
      deadlineMs: observationTimeoutMs,
    });
    if (liveness.warning !== undefined) warn(liveness.warning);
    const { changes, isReplacement, deleteBeforeReplace } = session.diff({
      state,
      oldInputs: session.inputsOf(state),
      news: fromInputs(news),
      liveness,
      origin: contexts().origin,
      nowMs: context.api.now(),
    });
    // The engine shows which inputs change; what changes without them must be told.
    for (const { property, reason } of changes) if (!(property in session.inputSpecs)) warn(reason);
    const replaces = changes.filter(({ kind }) => kind === "replace").map(({ property }) => property);
    return {
      changes: changes.length > 0,
      replaces,
      deleteBeforeReplace: isReplacement && deleteBeforeReplace,
    };
  },
);

export const create = reporting(async (inputs: Properties): Promise<dynamic.CreateResult> => {
  const create = session.create(contexts().for(), checkedInputs(inputs), options, isRequestActive);
  const state = await trackCreate(create);
  return { id: state.sessionUUID, outs: toOutputs(state) };
});

export const read = reporting(
  async (id: string, properties: Properties = {}): Promise<dynamic.ReadResult> => {
    const known = session.stateFrom(id, fromOutputs(properties));
    const { state, warning } = await session.read(contexts().for(known), id, known, options);
    if (warning !== undefined) warn(warning);
    if (state !== undefined) return { id, props: toOutputs(state) };
    if (known === undefined) throw new Error(`session ${id} does not exist or has ended`);
    return {};
  },
);

export const update = reporting(
  async (id: string, olds: Properties, news: Properties): Promise<dynamic.UpdateResult> => {
    const state = session.recordedState(id, fromOutputs(olds));
    const next = await session.update(contexts().for(state), state, checkedInputs(news), options);
    return { outs: toOutputs(next) };
  },
);

const remove = reporting(async (id: string, properties: Properties): Promise<void> => {
  await session.end(contexts().for(session.recordedState(id, fromOutputs(properties))), id, options);
});
export { remove as delete };

/** Inputs that have been through check. */
function checkedInputs(properties: Properties): SessionInputs {
  return fromInputs(properties) as unknown as SessionInputs;
}
