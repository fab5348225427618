import type { Effect } from "./observations";
import type { Situation } from "./situations";

/** What a command did to a session, in a few words: those of the engine, but for a step that only changes the state. */
export function describe({ operation, calls, after }: Effect, { state }: Situation): string {
  const isDropped = after !== state && after !== "running" && !calls.includes("DELETE");
  return isDropped ? "drop from state" : (operation ?? "nothing to do");
}

/** The calls of a command, in their order. */
export function listCalls({ calls }: Effect): string {
  return calls.length === 0 ? "no call" : calls.join(", ");
}

/** The one text that all effects have, or a text for each provider. */
export function byProvider(effects: readonly Effect[], textOf: (effect: Effect) => string): string[] {
  const texts = effects.map(textOf);
  const distinct = [...new Set(texts)];
  return distinct.length === 1
    ? distinct
    : effects.map(({ provider }, index) => `${provider}: ${texts[index] ?? ""}`);
}
