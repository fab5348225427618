import type { NamedSwitch } from "../simulator/switches";
import { namedSwitches, switchTable } from "../simulator/switches";

/** The most positions that any switch has: together the combinations cover each position of each switch. */
const count = Math.max(...namedSwitches.map((name) => switchTable[name].positions.length));

/** Numbers of the combinations: in combination n each switch is in its position n, or from the first again. */
export const switchCombinations: readonly number[] = Array.from({ length: count }, (_, index) => index);

/** The position of each switch in a combination. */
export function positionsIn(combination: number): Partial<Record<NamedSwitch, string>> {
  return Object.fromEntries(
    namedSwitches.map((name) => {
      const { positions } = switchTable[name];
      return [name, positions[combination % positions.length]];
    }),
  );
}

/** A combination in words: the switches that are not in their default position. */
export function describeSwitches(combination: number): string {
  const positions = positionsIn(combination);
  const changed = namedSwitches.filter((name) => positions[name] !== switchTable[name].positions[0]);
  if (changed.length === 0) return "All switches of the simulator in their default position";
  return changed.map((name) => `${name}: ${positions[name] ?? ""}`).join(", ");
}
