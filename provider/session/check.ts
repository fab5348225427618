import { closest, distance } from "fastest-levenshtein";
import type { InputName, InputSpec } from "./model";
import { inputNames, inputSpecs } from "./model";
import { defined, unknownValue } from "./values";

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

/** Checks a session's inputs and fills in defaults. Tells every failure at once; calls nothing. */
export function check(news: Readonly<Record<string, unknown>>): CheckResult {
  const given = defined(news);
  const failures = [
    ...Object.keys(given).flatMap(unknownName),
    ...inputNames.flatMap((name) => wrongValue(name, given[name])),
    ...wrongRenewal(given),
  ];
  const defaults = Object.fromEntries(
    Object.entries<InputSpec>(inputSpecs)
      .filter(([, spec]) => spec.default !== undefined)
      .map(([name, spec]) => [name, spec.default]),
  );
  return { inputs: { ...defaults, ...given }, failures };
}

function unknownName(name: string): CheckFailure[] {
  if (name in inputSpecs) return [];
  const nearest = closest(name, inputNames);
  const near = distance(name.toLowerCase(), nearest.toLowerCase()) <= Math.max(2, name.length / 3);
  const hint = near ? `did you mean "${nearest}"?` : `the inputs are ${inputNames.join(", ")}`;
  return [{ property: name, reason: `a session has no input "${name}"; ${hint}` }];
}

function wrongValue(name: InputName, value: unknown): CheckFailure[] {
  const spec: InputSpec = inputSpecs[name];
  if (value === unknownValue) return [];
  if (value === undefined || value === null) {
    return spec.required ? [{ property: name, reason: `is required: give ${spec.rule}` }] : [];
  }
  if (spec.schema.safeParse(value).success) return [];
  return [{ property: name, reason: `must be ${spec.rule}${butIs(spec, value)}` }];
}

/** The value as given, so that the user finds it in the program; a secret stays out. */
function butIs(spec: InputSpec, value: unknown): string {
  if (spec.secret) return "";
  const text = JSON.stringify(value);
  return `, but is ${text.length <= 80 ? text : `${text.slice(0, 80)}...`}`;
}

function wrongRenewal({ renewBefore, leaseTime }: Readonly<Record<string, unknown>>): CheckFailure[] {
  if (typeof renewBefore !== "number" || typeof leaseTime !== "number" || renewBefore <= leaseTime) return [];
  const reason = `must be at most leaseTime: ${renewBefore} minutes before its end, a lease of ${leaseTime} minutes has not begun`;
  return [{ property: "renewBefore", reason }];
}
