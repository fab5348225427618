import { distance } from "fastest-levenshtein";
import type { InputName, InputSpec } from "./model";
import { inputNames, inputSpecs } from "./model";
import { unknownValue } from "./values";

/** One rule that an input breaks. An empty property speaks of the resource as a whole. */
export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

export interface CheckResult {
  /** The inputs with defaults; unknown values are kept as they are. */
  readonly inputs: Record<string, unknown>;
  readonly failures: CheckFailure[];
}

export interface CheckOptions {
  /** Whether a failure may quote the value of an input: not if the program made it secret. Default: it may. */
  readonly mayQuote?: (name: string, value: unknown) => boolean;
}

/** Checks a session's inputs and fills in defaults. Returns every failure at once; calls nothing. */
export function check(
  newInputs: Readonly<Record<string, unknown>>,
  { mayQuote = () => true }: CheckOptions = {},
): CheckResult {
  // Some languages write null for what is absent.
  const given = Object.fromEntries(
    Object.entries(newInputs).filter(([, value]) => value !== undefined && value !== null),
  );
  const failures = [
    ...Object.keys(given).flatMap(unknownName),
    ...inputNames.flatMap((name) => wrongValue(name, given[name], mayQuote)),
    ...wrongRenewal(given, mayQuote),
  ];
  const defaults = Object.fromEntries(
    Object.entries<InputSpec>(inputSpecs)
      .filter(([, spec]) => spec.default !== undefined)
      .map(([name, spec]) => [name, spec.default]),
  );
  return { inputs: { ...defaults, ...given }, failures };
}

function unknownName(name: string): CheckFailure[] {
  if (Object.hasOwn(inputSpecs, name)) return [];
  const hint = nearestHint(name, inputNames, "inputs");
  return [{ property: name, reason: `a session has no input "${name}"; ${hint}` }];
}

/** The name that was likely meant, or all names where none is near. */
export function nearestHint(name: string, names: readonly string[], kind: string): string {
  const far = (known: string): number => distance(name.toLowerCase(), known.toLowerCase());
  const nearest = names.reduce((best, known) => (far(known) < far(best) ? known : best));
  const isNear = far(nearest) <= Math.max(2, name.length / 3);
  return isNear ? `did you mean "${nearest}"?` : `the ${kind} are ${names.join(", ")}`;
}

type MayQuote = (name: string, value: unknown) => boolean;

function wrongValue(name: InputName, value: unknown, mayQuote: MayQuote): CheckFailure[] {
  const spec: InputSpec = inputSpecs[name];
  if (value === unknownValue) return [];
  if (value === undefined) {
    return spec.required ? [{ property: name, reason: `is required: give ${spec.rule}` }] : [];
  }
  if (spec.schema.safeParse(value).success) return [];
  const actual = !spec.secret && mayQuote(name, value) ? describeActual(value) : "";
  return [{ property: name, reason: `must be ${spec.rule}${actual}` }];
}

/** The value as given, so that the user finds it in the program. */
function describeActual(value: unknown): string {
  const text = typeof value === "number" ? String(value) : JSON.stringify(value);
  return `, but is ${text.length <= 80 ? text : `${text.slice(0, 80)}...`}`;
}

function wrongRenewal(
  { renewBefore, leaseTime }: Readonly<Record<string, unknown>>,
  mayQuote: MayQuote,
): CheckFailure[] {
  if (typeof renewBefore !== "number" || typeof leaseTime !== "number" || renewBefore <= leaseTime) return [];
  const limit = mayQuote("leaseTime", leaseTime) ? `leaseTime (${leaseTime})` : "leaseTime";
  const actual = mayQuote("renewBefore", renewBefore) ? `, but is ${renewBefore}` : "";
  return [{ property: "renewBefore", reason: `must not exceed ${limit}${actual}` }];
}
