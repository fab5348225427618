/** A property in the terms of a package schema. */
export interface OutputSpec {
  readonly type: "string" | "boolean" | "integer" | "number" | "array" | "object";
  readonly description: string;
  readonly secret?: true;
  /** Whether a state may lack it. Default: it has it. */
  readonly optional?: true;
  /** The items of an array. */
  readonly items?: OutputSpec;
  /** The name of the type of an object. */
  readonly typeName?: string;
  /** The properties of an object. */
  readonly properties?: OutputSpecs;
}

/** Properties in the order of the documentation. */
export type OutputSpecs = Readonly<Record<string, OutputSpec>>;

/** The names of the outputs that are secret. */
export function secretOutputs({ outputs }: { readonly outputs: OutputSpecs }): string[] {
  return Object.entries(outputs)
    .filter(([, { secret }]) => secret)
    .map(([name]) => name);
}
