/** A switch with named positions. */
export interface NamedSpec {
  /** The default is the first. */
  readonly positions: readonly string[];
  /** Description, in a line. */
  readonly about: string;
}

/** A switch with a number. */
export interface NumericSpec {
  readonly default: number;
  /** Minimum. */
  readonly min: number;
  /** Maximum; default none. */
  readonly max?: number;
  /** Whether the value must be a whole number; default false. */
  readonly isWhole?: boolean;
  readonly about: string;
}

/** The switches of a resource, by their names. */
export interface SwitchSpecs {
  readonly named: Readonly<Record<string, NamedSpec>>;
  readonly numeric: Readonly<Record<string, NumericSpec>>;
}

/** The positions and numbers that the switches of a resource may have. */
export type Positions<S extends SwitchSpecs> = {
  [K in keyof S["named"]]: S["named"][K]["positions"][number];
} & { [K in keyof S["numeric"]]: number };
