import type { SessionApi, SessionState } from "../../provider/session";
import { InitFailedError } from "../../provider/resource";
import { create, read, update } from "../../provider/session";
import type { Lease } from "../../provider/session/lease";
import { knownLease } from "../../provider/session/state";
import type { SessionList, SessionResponse } from "../../provider/tasknet";
import { contextOf, errorOf, inputs, listed, minuteMs, resourceKey, startMs, wire } from "./fixtures";

/** What `currentLeaseTime` means: the contract does not say. */
export type Meaning = "total" | "remainingUp" | "remainingDown" | "stale";
/** When `updatedAt` moves. */
export type Dating = "moves" | "stays" | "movesByItself";

/** How a service reports a lease. */
export interface Reporting {
  readonly meaning: Meaning;
  readonly dating: Dating;
  /** By how much the clock of the timestamps differs from the service's own, in milliseconds. */
  readonly clockOffMs: number;
}

/** A service with one session whose true expiry is known. */
export class ModelService implements SessionApi {
  nowMs = startMs;
  /** Latency of each request and each response, in milliseconds. */
  travelMs = { request: 0, response: 0 };
  /** The outcome of the next lease request. */
  outcome: "confirmed" | "responseLost" | "requestLost" = "confirmed";
  /** Whether the read that follows a lease request fails. */
  failsReadBack = false;
  /** Lease requests that were confirmed. */
  confirmations = 0;
  private isReadBack = false;
  private createdMs = startMs;
  private setMs = startMs;
  private firstMinutes = 0;
  private minutes = 0;

  constructor(private readonly reporting: Reporting) {}

  now(): number {
    return this.nowMs;
  }

  ticks(): number {
    return this.nowMs;
  }

  wait(): Promise<boolean> {
    return Promise.resolve(false);
  }

  get trueExpiryMs(): number {
    return this.setMs + this.minutes * minuteMs;
  }

  setLease(minutes: number): void {
    this.minutes = minutes;
    this.setMs = this.nowMs;
  }

  createSession({ leaseTime }: { readonly leaseTime: number }): Promise<SessionResponse> {
    this.nowMs += this.travelMs.request;
    this.createdMs = this.nowMs;
    this.firstMinutes = leaseTime;
    this.setLease(leaseTime);
    const response = this.response();
    this.nowMs += this.travelMs.response;
    return Promise.resolve(response);
  }

  getSession(): Promise<SessionResponse> {
    const fails = this.isReadBack && this.failsReadBack;
    this.isReadBack = false;
    return fails ? Promise.reject(errorOf.unavailable()) : Promise.resolve(this.response());
  }

  updateSession(_sessionUUID: string, minutes: number): Promise<void> {
    this.nowMs += this.travelMs.request;
    if (this.outcome !== "requestLost") this.setLease(minutes);
    this.nowMs += this.travelMs.response;
    if (this.outcome !== "confirmed") return Promise.reject(errorOf.timeout());
    this.confirmations += 1;
    this.isReadBack = true;
    return Promise.resolve();
  }

  endSession(): Promise<{ readonly isPending: boolean }> {
    return Promise.reject(new Error("EndSession was not expected"));
  }

  listAll(): Promise<SessionList> {
    return Promise.resolve(listed(this.response()));
  }

  response(): SessionResponse {
    const { dating } = this.reporting;
    const updatedMs = { moves: this.setMs, stays: this.createdMs, movesByItself: this.nowMs }[dating];
    return wire({
      currentLeaseTime: this.currentLeaseTime(),
      createdAt: this.stamp(this.createdMs),
      updatedAt: this.stamp(updatedMs),
    });
  }

  private currentLeaseTime(): number {
    const left = (this.trueExpiryMs - this.nowMs) / minuteMs;
    switch (this.reporting.meaning) {
      case "total":
        return this.minutes;
      case "stale":
        return this.firstMinutes;
      case "remainingUp":
        return Math.max(1, Math.ceil(left));
      case "remainingDown":
        return Math.max(1, Math.floor(left));
    }
  }

  /** A timestamp with the precision of a second. */
  private stamp(ms: number): string {
    return new Date(Math.floor((ms + this.reporting.clockOffMs) / 1_000) * 1_000).toISOString();
  }
}

export type Event =
  | { readonly kind: "wait"; readonly ms: number }
  | {
      readonly kind: "renew";
      readonly minutes: number;
      readonly travelMs: { readonly request: number; readonly response: number };
      readonly outcome: ModelService["outcome"];
      readonly failsReadBack: boolean;
    }
  | { readonly kind: "leaseByOtherClient"; readonly minutes: number }
  | { readonly kind: "read" };

/** What holds after an event from which the provider learned something. */
export interface Checkpoint {
  readonly event: number;
  readonly nowMs: number;
  readonly trueExpiryMs: number;
  /** The lease as decisions use it. */
  readonly lease: Lease;
  /** Whether another client has set a lease that no response has shown so far. */
  readonly isHidden: boolean;
  /** Whether another client, or an own request with an unknown outcome, set the lease. */
  readonly isUnconfirmed: boolean;
  /** The state after a second read at the same time. */
  readonly states: readonly [SessionState | undefined, SessionState | undefined];
}

export interface History {
  readonly reporting: Reporting;
  readonly start: "create" | "import";
  readonly minutes: number;
  readonly travelMs: { readonly request: number; readonly response: number };
  readonly events: readonly Event[];
}

/** Plays a history until the true expiry of the lease. */
export async function play(history: History): Promise<Checkpoint[]> {
  const service = new ModelService(history.reporting);
  const context = contextOf(service);
  service.travelMs = history.travelMs;
  const created = await create(context, { inputs: inputs({ leaseTime: history.minutes }), resourceKey });
  let state: SessionState | undefined = created;
  if (history.start === "import") state = undefined;
  let isHidden = false;
  let isUnconfirmed = history.start === "import";
  const checkpoints: Checkpoint[] = [];

  const readNow = async (known: SessionState | undefined): Promise<SessionState | undefined> =>
    read(context, created.sessionUUID, known);
  for (const [index, event] of history.events.entries()) {
    if (event.kind === "wait") service.nowMs += event.ms;
    // Two changes within one second have the same date.
    if (event.kind === "leaseByOtherClient" || event.kind === "renew") service.nowMs += 1_000;
    if (service.nowMs >= service.trueExpiryMs) break;
    if (event.kind === "leaseByOtherClient") {
      service.setLease(event.minutes);
      isUnconfirmed = true;
      isHidden = true;
    }
    if (event.kind === "renew" && state !== undefined) {
      service.travelMs = event.travelMs;
      service.outcome = event.outcome;
      service.failsReadBack = event.failsReadBack;
      const { confirmations } = service;
      state = await renewed(state, event.minutes);
      if (service.nowMs >= service.trueExpiryMs) break;
      if (service.confirmations > confirmations) isHidden = isUnconfirmed = false;
      else if (event.outcome !== "confirmed") isUnconfirmed = true;
    }
    if (event.kind !== "read" && event.kind !== "renew") continue;
    if (event.kind === "read") {
      const response = service.response();
      if (state === undefined || showsTrace(state, response)) isHidden = false;
      state = await readNow(state);
    }
    if (state === undefined) continue;
    const once = event.kind === "read" ? state : await readNow(state);
    checkpoints.push({
      event: index,
      nowMs: service.nowMs,
      trueExpiryMs: service.trueExpiryMs,
      lease: knownLease(state, service.response(), service.nowMs),
      isHidden,
      isUnconfirmed,
      states: [once, await readNow(once)],
    });
  }
  return checkpoints;

  async function renewed(before: SessionState, minutes: number): Promise<SessionState> {
    const newInputs = inputs({ leaseTime: minutes, renewBefore: minutes });
    try {
      return await update(context, { state: before, newInputs });
    } catch (error) {
      if (error instanceof InitFailedError) return (error as InitFailedError<SessionState>).state;
      throw error;
    }
  }
}

/**
 * Whether a response differs from the record, so that another client may have set a lease. One minute is not a difference:
 * a lease that is over shows it as well.
 */
function showsTrace(recorded: SessionState, response: SessionResponse): boolean {
  return (
    (response.currentLeaseTime > 1 && response.currentLeaseTime !== recorded.currentLeaseTime) ||
    Date.parse(response.updatedAt) > Date.parse(recorded.updatedAt ?? "")
  );
}
