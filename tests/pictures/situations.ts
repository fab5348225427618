import type { SessionArgs } from "../engine/stack";

export const commands = ["preview", "up", "refresh", "destroy"] as const;
export type Command = (typeof commands)[number];

/** The states of a session; "ended" is one that a destroy has left. */
export type State = "not created" | "running" | "expired" | "ended";

/** A state of a session, with what its program says of it, in which each command is run. */
export interface Situation {
  readonly state: State;
  /** What distinguishes it from others of the same state. */
  readonly detail?: string;
  /** The session's inputs when a command is run. */
  readonly inputs: SessionArgs;
  /** The inputs with which it was created; undefined if it was not. */
  readonly createdWith?: SessionArgs;
  /** How old it is when a command is run, in minutes; 0 by default. */
  readonly age?: number;
}

const inputs = { leaseTime: 30, renewBefore: 10 };

export const situations = [
  { state: "not created", inputs },
  { state: "running", inputs, createdWith: inputs },
  { state: "running", detail: "at most renewBefore left", inputs, createdWith: inputs, age: 25 },
  {
    state: "running",
    detail: "leaseTime changed",
    inputs: { ...inputs, leaseTime: 45 },
    createdWith: inputs,
  },
  { state: "running", detail: "driver changed", inputs: { ...inputs, driver: "api" }, createdWith: inputs },
  { state: "expired", inputs, createdWith: inputs, age: 31 },
] as const satisfies readonly Situation[];
