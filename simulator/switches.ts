interface NamedSpec {
  /** The default first. */
  readonly positions: readonly string[];
  /** What the switch decides, in a line. */
  readonly about: string;
}

interface NumericSpec {
  readonly default: number;
  /** The smallest value. */
  readonly min: number;
  /** The largest value; default none. */
  readonly max?: number;
  /** Whether the value is a whole number; default no. */
  readonly isWhole?: boolean;
  readonly about: string;
}

const named = {
  getEnded: {
    positions: ["404", "terminated", "late-running"],
    about: "GET of an ended session; late-running: running for lateRunningSeconds after its lease, then 404",
  },
  listEnded: {
    positions: ["absent", "terminated", "late-running"],
    about: "ended sessions in a list; late-running as for getEnded, then absent",
  },
  deleteEnded: { positions: ["404", "200"], about: "DELETE of an ended session" },
  patchRange: {
    positions: ["checked", "unchecked"],
    about: "a new lease outside 1..60 minutes; checked: 400",
  },
  shortening: {
    positions: ["accepted", "refused"],
    about: "a new lease that ends before the present one; refused: 400",
  },
  currentLeaseTime: {
    positions: ["total", "remaining", "stale"],
    about: "currentLeaseTime: as last set, what remains (rounded up), or as set at create",
  },
  vncPassword: {
    positions: ["everywhere", "create-only", "get-and-create"],
    about: "responses that carry vncPassword",
  },
  vncPasswordWithoutVnc: { positions: ["absent", "present"], about: "vncPassword of a session without VNC" },
  sharedFingerprint: {
    positions: ["allowed", "conflict"],
    about: "a second running session with the same given fingerprint; conflict: 409",
  },
  updatedAtOnPatch: {
    positions: ["moves", "stays"],
    about: "updatedAt after a PATCH, and after a lease that others set",
  },
  updatedAtItself: {
    positions: ["still", "moves"],
    about: "updatedAt without a change; moves: the moment of each read",
  },
  modes: { positions: ["isolated", "shared"], about: "sessions of one mode seen under another" },
  createLag: {
    positions: ["none", "get", "list", "both"],
    about: "reads that do not know a session for createLagSeconds; PATCH and DELETE do",
  },
  endLag: {
    positions: ["none", "ending"],
    about: "DELETE of a running session; ending: 202, status ending for endLagSeconds",
  },
  createdStatus: {
    positions: ["running", "starting"],
    about: "status of a session for startingSeconds after its create",
  },
  patchWhileStarting: {
    positions: ["accepted", "conflict"],
    about: "PATCH within startingSeconds of the create, whatever the status; conflict: 409",
  },
  createResponse: {
    positions: ["200", "201", "202-id-only"],
    about: "response to a create; 202-id-only: sessionUUID and status",
  },
  emptyBody: {
    positions: ["object", "none-204", "null", "true", "array", "text"],
    about: "body of a successful PATCH or DELETE: {}, none, null, true, [] or OK as text/plain",
  },
  absentOptional: { positions: ["absent", "null"], about: "how an absent vncPassword is written" },
  emptyList: { positions: ["array", "absent", "null"], about: "sessions of a list without sessions" },
  listExtra: { positions: ["none", "unreadable"], about: "list entries that are not sessions" },
  endedCode: {
    positions: ["SESSION_NOT_FOUND", "NOT_FOUND", "none"],
    about: "code in the 404 of a session that ended or never was; none: only a message",
  },
  idCase: {
    positions: ["lower", "upper-on-get", "upper-everywhere"],
    about: "letters of sessionUUID and fingerprintUUID; lower: as made or given",
  },
  timestampZone: { positions: ["utc", "none"], about: "zone of timestamps; none: UTC is meant" },
  timestampPrecision: {
    positions: ["milliseconds", "seconds", "microseconds", "mixed"],
    about: "fraction of timestamps; mixed: seconds in a list, else milliseconds",
  },
  byteOrderMark: { positions: ["none", "present"], about: "U+FEFF in front of every JSON body" },
} as const satisfies Record<string, NamedSpec>;

const numeric = {
  lateRunningSeconds: { default: 30, min: 0, about: "how long late-running lasts, simulated" },
  createLagSeconds: { default: 6, min: 0, about: "how long createLag lasts, simulated" },
  endLagSeconds: { default: 4, min: 0, about: "how long a session is ending, simulated" },
  startingSeconds: { default: 5, min: 0, about: "how long a session is starting, simulated" },
  maxGrantedMinutes: {
    default: 60,
    min: 1,
    max: 60,
    isWhole: true,
    about: "most minutes that a create or a PATCH grants; 60 caps nothing",
  },
  timestampOffsetMinutes: {
    default: 0,
    min: -525_600,
    max: 525_600,
    about: "how far createdAt and updatedAt are ahead of the Date header",
  },
} as const satisfies Record<string, NumericSpec>;

/** The switches that have named positions. */
export type NamedSwitch = keyof typeof named;

/** The switches that are numbers. */
export type NumericSwitch = keyof typeof numeric;

/**
 * How the simulator behaves where the real service's behaviour is not published, and where a service may differ from
 * its written contract. `switchTable` and `numericSwitchTable` say what each switch decides.
 */
export type Switches = {
  [K in NamedSwitch]: (typeof named)[K]["positions"][number];
} & Record<NumericSwitch, number>;

/** Every named switch: its positions (the default first) and what it decides, in a line. */
export const switchTable: {
  readonly [K in NamedSwitch]: { readonly positions: readonly Switches[K][]; readonly about: string };
} = named;

/** Every numeric switch: its default and its bounds, and what it decides, in a line. */
export const numericSwitchTable: Readonly<Record<NumericSwitch, NumericSpec>> = numeric;

/** The names of the switches that have named positions. */
export const namedSwitches = Object.keys(named) as NamedSwitch[];

/** The names of the switches that are numbers. */
export const numericSwitches = Object.keys(numeric) as NumericSwitch[];

/** Every switch at its default. */
export const defaultSwitches: Readonly<Switches> = Object.fromEntries([
  ...namedSwitches.map((name) => [name, named[name].positions[0]]),
  ...numericSwitches.map((name) => [name, numeric[name].default]),
]) as Switches;

/** Checks switches that come from outside (a request, a command line); throws an Error that names the wrong one. */
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

/** What a numeric switch must be, in words. */
export function describeNumber(name: NumericSwitch): string {
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
  throw new Error(`${name} must be ${describeNumber(name)}, but is ${JSON.stringify(value)}`);
}

function checkPosition(name: string, position: unknown): void {
  const known = namedSwitches.find((switchName) => switchName === name);
  if (known === undefined) throw new Error(`no switch is named "${name}"`);
  const positions: readonly unknown[] = switchTable[known].positions;
  if (!positions.includes(position)) {
    throw new Error(`${name} must be one of ${positions.join(", ")}, but is ${JSON.stringify(position)}`);
  }
}
