import type { Switches } from "../../simulator";
import type { Evidence } from "./evidence";

/** What the probe has seen; with a switch of the simulator also the position that behaves so. */
export interface Seen {
  readonly seen: string;
  readonly position?: string | number;
}

/** Why a question has no response. */
export interface NotAsked {
  readonly reason: string;
}

export type Finding = Seen | NotAsked;

/** A question to the service. */
export interface Question {
  /** The switch of the simulator for the behaviour, if it has one. */
  readonly switchName?: keyof Switches;
  readonly question: string;
  /** What the provider does about each possible behaviour. */
  readonly provider: string;
  readonly find: (evidence: Evidence) => Finding;
}

/** A finding that only repeats the position of the switch. */
export function at(position: string | number, seen = String(position)): Seen {
  return { position, seen };
}

export function notAsked(reason: string): NotAsked {
  return { reason };
}

/** A finding for a response that fits no position. */
export function unclear(response: string): NotAsked {
  return { reason: `unclear response: ${response}` };
}

/** Milliseconds as whole seconds. */
export function seconds(ms: number): number {
  return Math.round(ms / 1000);
}
