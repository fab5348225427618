import { resourceNames, resources } from "./resources";
import type { SessionSwitches } from "./sessions/switches";
import type { NamedSpec, NumericSpec, Positions, SwitchSpecs } from "./switch-spec";

type Specs = (typeof resources)[keyof typeof resources]["switches"];
type KeyOf<Union> = Union extends unknown ? keyof Union : never;
type PositionsOf<Union> = Union extends SwitchSpecs ? Positions<Union> : never;

/** A switch with named positions. */
export type NamedSwitch = KeyOf<Specs["named"]>;

/** A switch with a number. */
export type NumericSwitch = KeyOf<Specs["numeric"]>;

type Intersection<Union> = (Union extends unknown ? (one: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

/**
 * Behaviour of the simulator where that of the real service is not published, or may differ from the written contract.
 * `switchTable` and `numericSwitchTable` describe each switch.
 */
export type Switches = Intersection<PositionsOf<Specs>>;

/** Positions (the default first) and description of each switch with named positions. */
export const switchTable = merge("named") as {
  readonly [K in NamedSwitch]: { readonly positions: readonly Switches[K][]; readonly about: string };
};

/** Default, bounds and description of each switch with a number. */
export const numericSwitchTable = merge("numeric") as Readonly<Record<NumericSwitch, NumericSpec>>;

function merge(kind: keyof Specs): Record<string, NamedSpec | NumericSpec> {
  return Object.assign({}, ...resourceNames.map((name) => resources[name].switches[kind])) as Record<
    string,
    NamedSpec | NumericSpec
  >;
}

/** Names of the switches with named positions. */
export const namedSwitches = Object.keys(switchTable) as NamedSwitch[];

/** Names of the switches of sessions with named positions. */
export const namedSessionSwitches = Object.keys(
  resources.sessions.switches.named,
) as (keyof typeof resources.sessions.switches.named)[];

/** Names of the switches with a number. */
export const numericSwitches = Object.keys(numericSwitchTable) as NumericSwitch[];

/** Defaults of all switches. */
export const defaultSwitches: Readonly<Switches> = Object.fromEntries([
  ...namedSwitches.map((name) => [name, switchTable[name].positions[0]]),
  ...numericSwitches.map((name) => [name, numericSwitchTable[name].default]),
]) as Switches;

/** Defaults of the switches of sessions. */
export const defaultSessionSwitches = pickSessionSwitches(defaultSwitches);

function pickSessionSwitches(switches: Readonly<Switches>): Readonly<SessionSwitches> {
  const { named, numeric } = resources.sessions.switches;
  return Object.fromEntries(
    Object.entries(switches).filter(([name]) => name in named || name in numeric),
  ) as unknown as SessionSwitches;
}

/** Validates switches from a request or a command line. Throws an Error that names an invalid switch. */
export function checkSwitches(given: unknown): Partial<Switches> {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new Error("switches must be an object of switch names and positions");
  }
  for (const [name, position] of Object.entries(given)) {
    const numericName = numericSwitches.find((switchName) => switchName === name);
    if (numericName !== undefined) checkNumber(numericName, position);
    else checkPosition(name, position);
  }
  return given;
}

/** Describes the valid values of a numeric switch, for a message. */
export function describeBounds(name: NumericSwitch): string {
  const { min, max, isWhole } = numericSwitchTable[name];
  const bounds = max === undefined ? `${min} or more` : `${min} to ${max}`;
  return `a ${isWhole ? "whole number" : "number"}, ${bounds}`;
}

/** Whether a number is within the bounds of a numeric switch. */
export function isWithinBounds(name: NumericSwitch, value: number): boolean {
  const { min, max = Infinity, isWhole } = numericSwitchTable[name];
  return Number.isFinite(value) && value >= min && value <= max && (!isWhole || Number.isInteger(value));
}

function checkNumber(name: NumericSwitch, value: unknown): void {
  if (typeof value === "number" && isWithinBounds(name, value)) return;
  throw new Error(`${name} must be ${describeBounds(name)}, but is ${JSON.stringify(value)}`);
}

function checkPosition(name: string, position: unknown): void {
  const known = namedSwitches.find((switchName) => switchName === name);
  if (known === undefined) throw new Error(`no switch is named "${name}"`);
  const positions: readonly unknown[] = switchTable[known].positions;
  if (!positions.includes(position)) {
    throw new Error(`${name} must be one of ${positions.join(", ")}, but is ${JSON.stringify(position)}`);
  }
}
