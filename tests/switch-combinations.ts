import type { NamedSwitch } from "../simulator/switches";
import { namedSessionSwitches, switchTable } from "../simulator/switches";

/** Maximum number of positions of a switch. With this many combinations every position of every switch occurs. */
const combinationCount = Math.max(...namedSessionSwitches.map((name) => switchTable[name].positions.length));

/** Numbers of the combinations. In combination n each switch has position n, modulo its number of positions. */
export const switchCombinations: readonly number[] = Array.from(
  { length: combinationCount },
  (_, index) => index,
);

/** Returns the position of each switch of sessions in a combination. */
export function positionsIn(combination: number): Partial<Record<NamedSwitch, string>> {
  return Object.fromEntries(
    namedSessionSwitches.map((name) => {
      const { positions } = switchTable[name];
      return [name, positions[combination % positions.length]];
    }),
  );
}

/** Describes a combination by the switches that are not in their default position. */
export function describeSwitches(combination: number): string {
  const positions = positionsIn(combination);
  const changed = namedSessionSwitches.filter((name) => positions[name] !== switchTable[name].positions[0]);
  if (changed.length === 0) return "All switches of the simulator in their default position";
  return changed.map((name) => `${name}: ${positions[name] ?? ""}`).join(", ");
}
