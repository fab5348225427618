interface NamedSpec {
  /** The default is the first. */
  readonly positions: readonly string[];
  /** Description, in a line. */
  readonly about: string;
}

interface NumericSpec {
  readonly default: number;
  /** Minimum. */
  readonly min: number;
  /** Maximum; default none. */
  readonly max?: number;
  /** Whether the value must be a whole number; default false. */
  readonly isWhole?: boolean;
  readonly about: string;
}

const named = {
  getEnded: {
    positions: ["404", "terminated", "late-running"],
    about: "GET of an ended session; late-running: still running for lateRunningSeconds, then 404",
  },
  listEnded: {
    positions: ["absent", "terminated", "late-running"],
    about: "ended sessions in a list; late-running: still running for lateRunningSeconds, then absent",
  },
  deleteEnded: { positions: ["404", "200"], about: "DELETE of an ended session" },
  patchRange: {
    positions: ["checked", "unchecked"],
    about: "PATCH with a lease outside 1..60 minutes; checked: 400",
  },
  shortening: {
    positions: ["accepted", "refused"],
    about: "PATCH with a lease that ends before the current one; refused: 400",
  },
  currentLeaseTime: {
    positions: ["total", "remaining", "stale"],
    about: "currentLeaseTime; total: the last lease, remaining: what is left, stale: the lease of the create",
  },
  vncPassword: {
    positions: ["everywhere", "create-only", "get-and-create"],
    about: "responses with vncPassword",
  },
  vncPasswordWithoutVnc: { positions: ["absent", "present"], about: "vncPassword of a session without VNC" },
  sharedFingerprint: {
    positions: ["allowed", "conflict"],
    about: "create with the fingerprint of a running session; conflict: 409",
  },
  updatedAtOnPatch: {
    positions: ["moves", "stays"],
    about: "updatedAt after a PATCH, and after a lease set by the control plane",
  },
  updatedAtItself: {
    positions: ["still", "moves"],
    about: "updatedAt without a change; moves: the time of each read",
  },
  modes: { positions: ["isolated", "shared"], about: "sessions of one mode in requests of another mode" },
  createLag: {
    positions: ["none", "get", "list", "both"],
    about: "reads that lack a new session for createLagSeconds; PATCH and DELETE find it",
  },
  endLag: {
    positions: ["none", "ending"],
    about: "DELETE of a running session; ending: 202, status ending for endLagSeconds",
  },
  createdStatus: {
    positions: ["running", "starting"],
    about: "status for startingSeconds after the create",
  },
  patchWhileStarting: {
    positions: ["accepted", "conflict"],
    about: "PATCH within startingSeconds after the create; conflict: 409",
  },
  createResponse: {
    positions: ["200", "201", "202-id-only"],
    about: "response to a create; 202-id-only: only sessionUUID and status",
  },
  emptyBody: {
    positions: ["object", "none-204", "null", "true", "array", "text"],
    about: "body of a successful PATCH or DELETE; text: OK as text/plain",
  },
  absentOptional: { positions: ["absent", "null"], about: "form of an absent vncPassword" },
  emptyList: { positions: ["array", "absent", "null"], about: "field sessions of an empty list" },
  listExtra: { positions: ["none", "unreadable"], about: "additional list entries that are not sessions" },
  endedCode: {
    positions: ["SESSION_NOT_FOUND", "NOT_FOUND", "none"],
    about: "code of a 404 for a session; none: only a message",
  },
  idCase: {
    positions: ["lower", "upper-on-get", "upper-everywhere"],
    about: "case of sessionUUID and fingerprintUUID; lower: as generated or given",
  },
  timestampZone: { positions: ["utc", "none"], about: "time zone of timestamps; none: UTC without the Z" },
  timestampPrecision: {
    positions: ["milliseconds", "seconds", "microseconds", "mixed"],
    about: "precision of timestamps; mixed: seconds in a list, else milliseconds",
  },
  byteOrderMark: { positions: ["none", "present"], about: "byte order mark (U+FEFF) before every JSON body" },
} as const satisfies Record<string, NamedSpec>;

const numeric = {
  lateRunningSeconds: { default: 30, min: 0, about: "simulated seconds that late-running lasts" },
  createLagSeconds: { default: 6, min: 0, about: "simulated seconds that createLag lasts" },
  endLagSeconds: { default: 4, min: 0, about: "simulated seconds that a session is ending" },
  startingSeconds: { default: 5, min: 0, about: "simulated seconds that a session is starting" },
  maxGrantedMinutes: {
    default: 60,
    min: 1,
    max: 60,
    isWhole: true,
    about: "maximum minutes that a create or a PATCH grants; 60: no limit",
  },
  timestampOffsetMinutes: {
    default: 0,
    min: -525_600,
    max: 525_600,
    about: "minutes that createdAt and updatedAt are ahead of the Date header",
  },
} as const satisfies Record<string, NumericSpec>;

/** A switch with named positions. */
export type NamedSwitch = keyof typeof named;

/** A switch with a number. */
export type NumericSwitch = keyof typeof numeric;

/**
 * Behaviour of the simulator where that of the real service is not published, or may differ from the written contract.
 * `switchTable` and `numericSwitchTable` describe each switch.
 */
export type Switches = {
  [K in NamedSwitch]: (typeof named)[K]["positions"][number];
} & Record<NumericSwitch, number>;

/** Positions (the default first) and description of each switch with named positions. */
export const switchTable: {
  readonly [K in NamedSwitch]: { readonly positions: readonly Switches[K][]; readonly about: string };
} = named;

/** Default, bounds and description of each switch with a number. */
export const numericSwitchTable: Readonly<Record<NumericSwitch, NumericSpec>> = numeric;

/** Names of the switches with named positions. */
export const namedSwitches = Object.keys(named) as NamedSwitch[];

/** Names of the switches with a number. */
export const numericSwitches = Object.keys(numeric) as NumericSwitch[];

/** Defaults of all switches. */
export const defaultSwitches: Readonly<Switches> = Object.fromEntries([
  ...namedSwitches.map((name) => [name, named[name].positions[0]]),
  ...numericSwitches.map((name) => [name, numeric[name].default]),
]) as Switches;

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
