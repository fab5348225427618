import { createHash } from "node:crypto";
import type { dynamic } from "@pulumi/pulumi";
import type { ProviderContext } from "../contexts";
import { contextKey } from "../contexts";
import type { RecordedOrigin, Resource } from "../resource";
import { SettingsError } from "../settings";
import { reportErrors } from "./errors";
import { host, warn } from "./host";
import type { Properties } from "./properties";
import { fromInputs, fromOutputs, resourceName, toInputs, toOutputs } from "./properties";

/** Timeout of the observation for a diff, in milliseconds; after it a session counts as running. */
const observationTimeoutMs = 15_000;

/** The steps of a dynamic provider that are a resource's own. */
export type ResourceSteps = Required<
  Pick<dynamic.ResourceProvider, "check" | "diff" | "create" | "read" | "update" | "delete">
>;

/** The steps of the dynamic provider of a resource. */
export function stepsOf<State extends RecordedOrigin>(
  resource: Resource<ProviderContext, State>,
): ResourceSteps {
  const contextFor = (state?: State, properties: Properties = {}): ProviderContext =>
    host.contexts().for(contextKey(resource, state, properties));
  const outputs = (state: State): Properties => toOutputs(resource, state);

  const check = (_olds: Properties, news: Properties): Promise<dynamic.CheckResult> => {
    host.noteCheck();
    const { inputs, failures } = resource.check(fromInputs(news), {
      // The host does not pass on which values are secret, so no text is quoted.
      mayQuote: (_, value) => typeof value === "number" || typeof value === "boolean",
    });
    const faults = [...failures, ...settingsFailures()];
    const name = resourceName(news);
    // The state of an early version has no name.
    if (faults.length === 0 && typeof name === "string") {
      const warnings = resource.checkWarnings(contextFor(), inputs, { name, resourceKey: name });
      for (const warning of warnings) warn(warning);
    }
    return Promise.resolve({ inputs: toInputs(inputs, news), failures: faults });
  };

  const diff = (id: string, olds: Properties, news: Properties): Promise<dynamic.DiffResult> =>
    host.run(async (options) => {
      const recorded = fromOutputs(olds);
      const state = resource.recordedState(id, recorded);
      const context = contextFor(state, recorded);
      const plan = await resource.plan(
        context,
        {
          state,
          oldInputs: resource.inputsOf(state),
          newInputs: fromInputs(news),
          origin: host.contexts().origin,
          isRefresh: host.takeRefresh(id),
          isFresh: false,
        },
        options,
      );
      // The engine shows which inputs change; anything else must be said.
      for (const message of [...plan.warnings, ...plan.notices]) warn(message);
      if (plan.isReplacement && !plan.deleteBeforeReplace)
        resource.noteReplacement?.(context, resourceKey(news));
      const replaces = plan.changes.filter(({ kind }) => kind === "replace");
      return {
        changes: plan.changes.length > 0,
        replaces: replaces.map(({ property }) => property),
        deleteBeforeReplace: plan.deleteBeforeReplace,
      };
    }, observationTimeoutMs);

  const create = (inputs: Properties): Promise<dynamic.CreateResult> =>
    host.run(async (options) => {
      const request = {
        inputs: fromInputs(inputs),
        resourceKey: resourceKey(inputs),
        isRequestActive: () => host.isRequestActive(),
      };
      const state = await host.trackCreate(resource.create(contextFor(), request, options));
      return { id: resource.idOf(state), outs: outputs(state) };
    });

  const read = (id: string, properties: Properties = {}): Promise<dynamic.ReadResult> =>
    host.run(async (options) => {
      const recorded = fromOutputs(properties);
      const known = resource.stateFrom(id, recorded);
      const state = await resource.read(contextFor(known, recorded), id, known, options);
      host.noteRead(id);
      if (state !== undefined) return { id, props: outputs(state) };
      if (known === undefined) throw new Error(`${resource.noun} ${id} ${resource.absence}`);
      return {};
    });

  const update = (id: string, olds: Properties, news: Properties): Promise<dynamic.UpdateResult> =>
    host.run(async (options) => {
      const recorded = fromOutputs(olds);
      const state = resource.recordedState(id, recorded);
      const request = { state, newInputs: fromInputs(news), ignoredChanges: [] };
      return { outs: outputs(await resource.update(contextFor(state, recorded), request, options)) };
    });

  const remove = (id: string, properties: Properties): Promise<void> =>
    host.run(async (options) => {
      const recorded = fromOutputs(properties);
      const state = resource.recordedState(id, recorded);
      await resource.remove(contextFor(state, recorded), id, state, options);
    });

  const reporting = reportErrors(resource);
  return {
    check: reporting(check),
    diff: reporting(diff),
    create: reporting(create),
    read: reporting(read),
    update: reporting(update),
    delete: reporting(remove),
  };
}

/** A preview reports missing configuration, together with the failures of the inputs. */
function settingsFailures(): dynamic.CheckFailure[] {
  try {
    host.contexts();
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return [{ property: "", reason: error.message }];
  }
}

/** Names a resource within the process: the host does not pass its URN. Inputs hold secrets, so only their digest. */
function resourceKey(inputs: Properties): string {
  const text = JSON.stringify([resourceName(inputs), fromInputs(inputs)], (_, value: unknown) =>
    typeof value === "symbol" ? String(value) : value,
  );
  return createHash("sha256").update(text).digest("hex");
}
