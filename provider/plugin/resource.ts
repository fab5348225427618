import { status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import type { ContextRegistry } from "../contexts";
import type { SessionInputs, SessionState } from "../session";
import * as session from "../session";
import type { CallOptions } from "../tasknet";
import type { Values } from "./properties";
import { encode } from "./properties";
import { initFailure, serviceError } from "./errors";

/** A look for a diff may take so long, in milliseconds; after that the clock alone decides. */
const observationTimeoutMs = 15_000;

/** What a step answers: the session's properties, and what the engine is to know of it. */
export interface Outcome {
  readonly id: string;
  readonly properties: Record<string, unknown>;
  readonly secrets: ReadonlySet<string>;
  /** Whether the engine is to read the session before an update. */
  readonly refreshBeforeUpdate: boolean;
}

/** A diff, and a warning where the session could not be looked at. */
export interface ResourceDiff extends session.SessionDiff {
  readonly oldInputs: Readonly<Record<string, unknown>>;
  readonly news: Readonly<Record<string, unknown>>;
  readonly warning?: string | undefined;
}

/** The steps of a session's lifecycle over the engine's values. */
export class SessionResource {
  constructor(private readonly contexts: ContextRegistry) {}

  async diff(
    id: string,
    olds: Values,
    oldInputs: Values,
    news: Values,
    ignored: readonly string[],
    options: CallOptions,
  ): Promise<ResourceDiff> {
    const state = session.recordedState(id, trustedProperties(olds));
    const context = this.contexts.for(state);
    const compare = (liveness: session.Liveness): session.SessionDiff => {
      const result = session.diff({
        state,
        oldInputs: oldInputs.plain,
        news: news.plain,
        liveness,
        origin: this.contexts.origin,
        nowMs: context.api.now(),
      });
      return applyIgnoreChanges(result, ignored);
    };
    let liveness = session.assumeFromClock(state, context.api.now());
    let result = compare(liveness);
    // With the refresh before an update the state is fresh, unless this machine's clock says otherwise; without it the
    // session is looked at, where that affectsOutcome.
    const needsObservation = liveness.isEnded
      ? state.status !== "terminated"
      : !this.wantsRefresh(oldInputs.plain);
    const affectsOutcome = news.plain.recreateWhenEnded !== false || result.changes.length > 0;
    if (needsObservation && affectsOutcome) {
      const looks = { ...context, reader: context.diffReader };
      liveness = await session.observeOrAssume(looks, state, {
        deadlineMs: observationTimeoutMs,
        ...options,
      });
      result = compare(liveness);
    }
    return { ...result, oldInputs: oldInputs.plain, news: news.plain, warning: liveness.warning };
  }

  /** What a create would answer: nothing is called. */
  previewCreate(news: Values): Outcome {
    const { unknownValue: unknown } = session;
    const outputs = { ...unknownOutputs, fingerprintUUID: news.plain.fingerprintUUID ?? unknown };
    return this.outcome("", { ...news.plain, ...outputs }, news, news.plain);
  }

  /** @param isRequestActive whether the engine still waits for the answer */
  async create(news: Values, options: CallOptions, isRequestActive: () => boolean): Promise<Outcome> {
    return this.withPartialState(news, async () => {
      const state = await session.create(this.contexts.for(), checked(news), options, isRequestActive);
      return this.outcomeOf(state, news);
    });
  }

  /** @returns undefined where the session has ended */
  async read(
    id: string,
    properties: Values,
    inputs: Values,
    options: CallOptions,
  ): Promise<{ outcome: Outcome; inputs: Record<string, unknown>; warning: string | undefined } | undefined> {
    const known = session.stateFrom(id, trustedProperties(properties));
    const { state, warning } = await session.read(this.contexts.for(known), id, known, options);
    if (state === undefined) return undefined;
    const recorded = known === undefined ? session.inputsOf(state) : inputs.plain;
    // Outputs may be secret by the program's word, and only the state says so.
    const marked = { ...inputs, secrets: new Set([...inputs.secrets, ...properties.secrets]) };
    return { outcome: this.outcomeOf(state, marked, recorded), inputs: { ...recorded }, warning };
  }

  /** What an update would answer: what a new lease changes is not known, the rest stays. */
  previewUpdate(id: string, olds: Values, news: Values, ignored: readonly string[]): Outcome {
    const state = session.recordedState(id, trustedProperties(olds));
    const nowMs = this.contexts.for(state).api.now();
    const { unknownValue: unknown } = session;
    const isRenewed = (): boolean =>
      news.plain.renewBefore === unknown || session.isRenewalDue(state.expiresAt, checked(news), nowMs);
    const isSetAnew = news.plain.leaseTime !== state.leaseTime || (mayRenew(ignored) && isRenewed());
    const lease = { currentLeaseTime: unknown, updatedAt: unknown, expiresAt: unknown };
    const next = session.propertiesOf(session.withInputs(state, checked(news)));
    return this.outcome(id, { ...next, ...(isSetAnew ? lease : {}) }, news, news.plain);
  }

  async update(
    id: string,
    olds: Values,
    oldInputs: Values,
    news: Values,
    ignored: readonly string[],
    options: CallOptions,
  ): Promise<Outcome> {
    const state = session.recordedState(id, trustedProperties(olds));
    const refused = immutableChanges(state, oldInputs, news);
    // `pulumi do patch --stateless` asks for an update whatever the diff said.
    if (refused.length > 0) {
      const text = `session ${id} can't be changed in place: ${refused.join("; ")}. Replace it instead; nothing was called.`;
      throw serviceError(new Error(text), status.INVALID_ARGUMENT);
    }
    return this.withPartialState(news, async () => {
      const context = this.contexts.for(state);
      const next = await session.update(context, state, checked(news), options, mayRenew(ignored));
      return this.outcomeOf(next, news);
    });
  }

  async delete(id: string, properties: Values, options: CallOptions): Promise<void> {
    const known = session.stateFrom(id, trustedProperties(properties));
    await session.end(this.contexts.for(known), id, options);
  }

  /** Runs a step; what it leaves when it fails half-way is kept by the engine. */
  private async withPartialState(news: Values, step: () => Promise<Outcome>): Promise<Outcome> {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof session.InitFailedError)) throw error;
      const outcome = this.outcomeOf(error.state, news);
      const detail = new ErrorResourceInitFailed();
      detail.setId(outcome.id);
      detail.setProperties(encode(outcome.properties, outcome.secrets));
      detail.setInputs(encode(news.plain, news.secrets));
      detail.setReasonsList([error.message]);
      detail.setRefreshBeforeUpdate(outcome.refreshBeforeUpdate);
      throw initFailure(error, detail);
    }
  }

  private outcomeOf(state: SessionState, news: Values, inputs: object = news.plain): Outcome {
    return this.outcome(state.sessionUUID, session.propertiesOf(state), news, inputs);
  }

  private outcome(id: string, properties: Record<string, unknown>, news: Values, inputs: object): Outcome {
    const secrets = new Set([...session.secretProperties, ...news.secrets]);
    return { id, properties, secrets, refreshBeforeUpdate: this.wantsRefresh(inputs) };
  }

  /** A session that stays ended needs no look before an update, unless its lease is to be renewed. */
  private wantsRefresh({ recreateWhenEnded, renewBefore }: Partial<Record<string, unknown>>): boolean {
    return (
      this.contexts.settings.refreshBeforeUpdate && (recreateWhenEnded !== false || renewBefore !== undefined)
    );
  }
}

const unknownOutputs = Object.fromEntries(
  ["sessionUUID", "currentLeaseTime", "status", "createdAt", "updatedAt", "expiresAt", "vncPassword"].map(
    (name) => [name, session.unknownValue],
  ),
);

/** Properties as a step of this provider wrote them; a record in them of another form is left out, as none of ours. */
function trustedProperties({ plain }: Values): Readonly<Record<string, unknown>> {
  const record = plain[session.recordKey] as { origin?: Partial<session.ApiTarget> } | undefined;
  const { endpoint, mode } = record?.origin ?? {};
  const hasValidExpiry = typeof plain.expiresAt === "string" && !Number.isNaN(Date.parse(plain.expiresAt));
  if (hasValidExpiry && typeof endpoint === "string" && typeof mode === "string") return plain;
  return Object.fromEntries(Object.entries(plain).filter(([name]) => name !== session.recordKey));
}

/** A renewal shows as a change of expiresAt, and is ignored with it. */
function mayRenew(ignored: readonly string[]): boolean {
  return !ignored.includes("expiresAt") && !ignored.includes("*");
}

/** Inputs that have been through check. */
function checked({ plain }: Values): SessionInputs {
  return plain as unknown as SessionInputs;
}

/** The diff without what `ignoreChanges` names among the outputs; among the inputs the engine sees to it. */
function applyIgnoreChanges(result: session.SessionDiff, ignored: readonly string[]): session.SessionDiff {
  const changes = result.changes.filter(
    ({ property }) => !ignored.includes(property) && !ignored.includes("*"),
  );
  const isReplacement = changes.some(({ kind }) => kind === "replace");
  return {
    ...result,
    changes,
    isReplacement,
    deleteBeforeReplace: isReplacement && result.deleteBeforeReplace,
  };
}

function immutableChanges(state: SessionState, oldInputs: Values, news: Values): string[] {
  const { changes } = session.diff({
    state,
    oldInputs: oldInputs.plain,
    news: news.plain,
    liveness: { isEnded: false, reason: "" },
    origin: state.origin,
    nowMs: Date.parse(state.createdAt ?? state.expiresAt),
  });
  const isSecret = (name: string): boolean => oldInputs.secrets.has(name) || news.secrets.has(name);
  return changes
    .filter(({ kind }) => kind === "replace")
    .map(({ property, reason }) => (isSecret(property) ? `${property} changes` : reason));
}
