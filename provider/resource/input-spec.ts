import type * as z from "zod/mini";

/** One input of a resource: its rule, its documentation and its schema. */
export interface InputSpec<OnChange extends string = string> {
  readonly schema: z.ZodMiniType;
  /** What the value must be, for error messages and the documentation's range. */
  readonly rule: string;
  /** What a change means for a resource that exists. */
  readonly onChange: OnChange;
  readonly type: "integer" | "boolean" | "string" | "array" | "object";
  /** The type of the items of an array. */
  readonly items?: "string";
  /** The name of the type of an object or of an enumeration. */
  readonly typeName?: string;
  /** The inputs of an object. */
  readonly properties?: InputSpecs<OnChange>;
  readonly default?: string | boolean | undefined;
  readonly required?: true;
  readonly secret?: true;
  readonly values?: readonly (string | number)[];
  readonly description: string;
}

/** The inputs of a resource or of an object, in the order of the documentation. */
export type InputSpecs<OnChange extends string = string> = Readonly<Record<string, InputSpec<OnChange>>>;
