import { distance } from "fastest-levenshtein";
import type { InputSpec, InputSpecs } from "./input-spec";
import { unknownValue } from "./values";

/** One rule that an input breaks. An empty property speaks of the resource as a whole. */
export interface CheckFailure {
  /** The input, such as `leaseTime`, or `screen.dpi` in an object. */
  readonly property: string;
  readonly reason: string;
}

export interface CheckResult {
  /** The inputs with defaults; unknown values are kept as they are. */
  readonly inputs: Record<string, unknown>;
  readonly failures: CheckFailure[];
}

/** Whether a failure may quote the value of an input. */
export type MayQuote = (name: string, value: unknown) => boolean;

export interface CheckOptions {
  /** Not if the program made it secret. Default: it may. */
  readonly mayQuote?: MayQuote;
}

/** What the inputs of a resource are checked by. */
export interface Checkable {
  /** The resource with its article, such as `a session`. */
  readonly noun: string;
  readonly specs: InputSpecs;
  /** Rules on more than one input. Default: none. */
  readonly rules?: (given: Readonly<Record<string, unknown>>, mayQuote: MayQuote) => CheckFailure[];
}

/** Checks a resource's inputs and fills in defaults. Returns every failure at once; calls nothing. */
export function checkInputs(
  { noun, specs, rules = () => [] }: Checkable,
  newInputs: Readonly<Record<string, unknown>>,
  { mayQuote = () => true }: CheckOptions = {},
): CheckResult {
  const given = present(newInputs) as Record<string, unknown>;
  const failures = [...objectFailures({ noun, specs, path: "" }, given, mayQuote), ...rules(given, mayQuote)];
  const defaults = Object.fromEntries(
    Object.entries(specs)
      .filter(([, spec]) => spec.default !== undefined)
      .map(([name, spec]) => [name, spec.default]),
  );
  return { inputs: { ...defaults, ...given }, failures };
}

/** A value without what is absent: some languages write null for that. */
function present(value: unknown): unknown {
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && item !== null);
  return Object.fromEntries(entries.map(([name, item]) => [name, present(item)]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

interface CheckedObject {
  readonly noun: string;
  readonly specs: InputSpecs;
  /** The names that lead to the object, each with a dot after it. */
  readonly path: string;
}

function objectFailures(
  { noun, specs, path }: CheckedObject,
  given: Readonly<Record<string, unknown>>,
  mayQuote: MayQuote,
): CheckFailure[] {
  const names = Object.keys(specs);
  return [
    ...Object.keys(given)
      .filter((name) => !Object.hasOwn(specs, name))
      .map((name) => ({
        property: path + name,
        reason: `${noun} has no input "${name}"; ${nearestHint(name, names, "inputs")}`,
      })),
    ...Object.entries(specs).flatMap(([name, spec]) => wrongValue(path + name, spec, given[name], mayQuote)),
  ];
}

/** The name that was likely meant, or all names where none is near. */
export function nearestHint(name: string, names: readonly string[], kind: string): string {
  const far = (known: string): number => distance(name.toLowerCase(), known.toLowerCase());
  const nearest = names.reduce((best, known) => (far(known) < far(best) ? known : best));
  const isNear = far(nearest) <= Math.max(2, name.length / 3);
  return isNear ? `did you mean "${nearest}"?` : `the ${kind} are ${names.join(", ")}`;
}

function wrongValue(property: string, spec: InputSpec, value: unknown, mayQuote: MayQuote): CheckFailure[] {
  if (value === unknownValue) return [];
  if (value === undefined) {
    return spec.required ? [{ property, reason: `is required: give ${spec.rule}` }] : [];
  }
  if (spec.properties !== undefined && isObject(value)) {
    const noun = `the input ${property}`;
    return objectFailures({ noun, specs: spec.properties, path: `${property}.` }, value, mayQuote);
  }
  if (holdsUnknown(value) || spec.schema.safeParse(value).success) return [];
  // Secrecy is known of whole inputs only.
  const [input = property] = property.split(".");
  const actual = !spec.secret && mayQuote(input, value) ? describeActual(value) : "";
  return [{ property, reason: `must be ${spec.rule}${actual}` }];
}

function holdsUnknown(value: unknown): boolean {
  return Array.isArray(value) && value.includes(unknownValue);
}

/** The value as given, so that the user finds it in the program. */
function describeActual(value: unknown): string {
  const text = typeof value === "number" ? String(value) : JSON.stringify(value);
  return `, but is ${text.length <= 80 ? text : `${text.slice(0, 80)}...`}`;
}
