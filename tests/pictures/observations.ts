import { stripVTControlCharacters } from "node:util";
import type { ProviderName } from "../engine/session-stack";
import { providers, SessionStack } from "../engine/session-stack";
import type { Command, Situation, State } from "./situations";
import { commands } from "./situations";

const minute = 60_000;
const name = "one";

export const operations = ["replace", "create", "update", "delete"] as const;
export type Operation = (typeof operations)[number];

/** What a command did to a session, through one provider. */
export interface Effect {
  readonly command: Command;
  readonly provider: ProviderName;
  /** What the engine did; undefined if it left the session as it was. */
  readonly operation: Operation | undefined;
  /** The calls that the simulator received, in their order. */
  readonly calls: readonly string[];
  /** What the session is after the command. */
  readonly after: State;
  /** Whether a session runs that did not run before. */
  readonly isNew: boolean;
}

const callNames: Readonly<Record<string, string>> = {
  CreateSession: "POST",
  GetSession: "GET",
  ListSessions: "list",
  UpdateSession: "PATCH",
  EndSession: "DELETE",
};

/** A situation and what the commands did in it. */
export interface Observation {
  readonly situation: Situation;
  /** Of each command through each provider. */
  readonly effects: readonly Effect[];
}

/**
 * Runs each command with each provider on the real engine and a simulator, on a session of its own.
 *
 * @throws an Error if a session is not in the state that the situation says, or if a preview changes something
 */
export async function observe(situation: Situation): Promise<Observation> {
  const effects: Effect[] = [];
  for (const command of commands) {
    effects.push(
      ...(await Promise.all(providers.map((provider) => observeOne(situation, command, provider)))),
    );
  }
  return { situation, effects };
}

async function observeOne(situation: Situation, command: Command, provider: ProviderName): Promise<Effect> {
  const { state, inputs, createdWith, age = 0 } = situation;
  // At the time of the command the clock of the service is that of the machine.
  const clock = Date.now() - age * minute;
  const stack = await SessionStack.start(provider, { [name]: createdWith ?? inputs }, { manualClock: clock });
  try {
    if (createdWith !== undefined) await stack.up();
    stack.simulator.advance(age * minute);
    stack.declare({ [name]: inputs });
    const before = stack.running();
    if (before.length !== (state === "running" ? 1 : 0)) throw new Error(`the session is not "${state}"`);
    stack.simulator.clearLedger();
    const { output } = await stack.ok(command, ...(command === "preview" ? [] : ["--yes", "--skip-preview"]));
    const calls = stack.simulator.ledger.map(({ operation }) => callNames[operation] ?? operation);
    const running = stack.running();
    const isRecorded = name in (await stack.recorded());
    const isNew = running.some((id) => !before.includes(id));
    const after = stateOf(isRecorded, running, command === "destroy" && createdWith !== undefined);
    if (command === "preview" && (after !== state || isNew)) throw new Error("a preview changed a session");
    return { command, provider, operation: operationOf(output), calls, after, isNew };
  } finally {
    await stack.stop();
  }
}

function stateOf(isRecorded: boolean, running: readonly string[], wasDestroyed: boolean): State {
  if (isRecorded) return running.length > 0 ? "running" : "expired";
  if (running.length > 0) throw new Error("a session runs that is not in the state");
  return wasDestroyed ? "ended" : "not created";
}

/** What the engine's rows of the session say that it did; of several operations the first in `operations`. */
function operationOf(output: string): Operation | undefined {
  const row = new RegExp(`Session ${name} (.*)$`);
  const rows = stripVTControlCharacters(output)
    .split("\n")
    .map((line) => row.exec(line)?.[1] ?? "");
  return operations.find((operation) => rows.some((status) => new RegExp(`^${operation}d?\\b`).test(status)));
}
