import "../require-node";
import { createHash } from "node:crypto";
import type { dynamic } from "@pulumi/pulumi";
import type { SessionInputs } from "../session";
import * as session from "../session";
import { SettingsError } from "../settings";
import { reportErrors } from "./errors";
import { host, warn } from "./host";
import type { Properties } from "./properties";
import { fromInputs, fromOutputs, resourceName, toInputs, toOutputs } from "./properties";

/** Timeout of the observation for a diff, in milliseconds; after it the session counts as running. */
const observationTimeoutMs = 15_000;

/** Takes effect before it returns: the host does not wait for it before it calls the next operation. */
export function configure({ config }: dynamic.ConfigureRequest): Promise<void> {
  host.configure((name) => config.get(`tasknet:${name}`));
  return Promise.resolve();
}

export const check = reportErrors((_olds: Properties, news: Properties): Promise<dynamic.CheckResult> => {
  host.noteCheck();
  const { inputs, failures } = session.check(fromInputs(news), {
    // The host does not pass on which values are secret, so no text is quoted.
    mayQuote: (_, value) => typeof value === "number" || typeof value === "boolean",
  });
  const faults = [...failures, ...settingsFailures()];
  if (faults.length === 0) warnOfInputs(news, inputs);
  return Promise.resolve({ inputs: toInputs(inputs, news), failures: faults });
});

function warnOfInputs(news: Properties, inputs: Properties): void {
  const name = resourceName(news);
  // The state of an early version has no name.
  if (typeof name !== "string") return;
  for (const warning of host.contexts().checkWarnings(inputs, { name, resourceKey: name })) warn(warning);
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

export const diff = reportErrors(
  (id: string, olds: Properties, news: Properties): Promise<dynamic.DiffResult> =>
    host.run(async (options) => {
      const state = session.recordedState(id, fromOutputs(olds));
      const contexts = host.contexts();
      const context = contexts.for(state);
      const plan = await session.plan(
        { ...context, reader: context.diffReader },
        {
          state,
          oldInputs: session.inputsOf(state),
          newInputs: fromInputs(news),
          origin: contexts.origin,
          isRefresh: host.takeRefresh(id),
          isFresh: false,
        },
        options,
      );
      // The engine shows which inputs change; anything else must be said.
      for (const message of [...plan.warnings, ...plan.notices]) warn(message);
      if (plan.isReplacement && !plan.deleteBeforeReplace) context.memory.addReplacement(resourceKey(news));
      const replaces = plan.changes.filter(({ kind }) => kind === "replace");
      return {
        changes: plan.changes.length > 0,
        replaces: replaces.map(({ property }) => property),
        deleteBeforeReplace: plan.deleteBeforeReplace,
      };
    }, observationTimeoutMs),
);

export const create = reportErrors((inputs: Properties): Promise<dynamic.CreateResult> =>
  host.run(async (options) => {
    const request = {
      inputs: checkedInputs(inputs),
      resourceKey: resourceKey(inputs),
      isRequestActive: () => host.isRequestActive(),
    };
    const state = await host.trackCreate(session.create(host.contexts().for(), request, options));
    return { id: state.sessionUUID, outs: toOutputs(state) };
  }),
);

export const read = reportErrors((id: string, properties: Properties = {}): Promise<dynamic.ReadResult> =>
  host.run(async (options) => {
    const known = session.stateFrom(id, fromOutputs(properties));
    const state = await session.read(host.contexts().for(known), id, known, options);
    host.noteRead(id);
    if (state !== undefined) return { id, props: toOutputs(state) };
    if (known === undefined) throw new Error(`session ${id} does not exist or has ended`);
    return {};
  }),
);

export const update = reportErrors(
  (id: string, olds: Properties, news: Properties): Promise<dynamic.UpdateResult> =>
    host.run(async (options) => {
      const state = session.recordedState(id, fromOutputs(olds));
      const request = { state, newInputs: checkedInputs(news) };
      return { outs: toOutputs(await session.update(host.contexts().for(state), request, options)) };
    }),
);

const remove = reportErrors((id: string, properties: Properties): Promise<void> =>
  host.run(async (options) => {
    const state = session.recordedState(id, fromOutputs(properties));
    await session.end(host.contexts().for(state), { sessionUUID: id, state }, options);
  }),
);
export { remove as delete };

/** Inputs that have been through check. */
function checkedInputs(properties: Properties): SessionInputs {
  return fromInputs(properties) as unknown as SessionInputs;
}

/** Names a resource within the process: the host does not pass its URN. Inputs hold secrets, so only their digest. */
function resourceKey(inputs: Properties): string {
  const text = JSON.stringify([resourceName(inputs), fromInputs(inputs)], (_, value: unknown) =>
    typeof value === "symbol" ? String(value) : value,
  );
  return createHash("sha256").update(text).digest("hex");
}
