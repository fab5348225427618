/** How the simulator behaves where the real service's behaviour is not published. */
export interface Switches {
  /** GET of an ended session; "late-running": still running for `lateRunningSeconds`, then 404. Default "404". */
  getEnded: "404" | "terminated" | "late-running";
  /** Ended sessions in a list; "late-running" as for `getEnded`, then absent. Default "absent". */
  listEnded: "absent" | "terminated" | "late-running";
  /** Simulated seconds for which "late-running" lasts after a lease ran out, 0 or more. Default 30. */
  lateRunningSeconds: number;
  /** DELETE of an ended session. Default "404". */
  deleteEnded: "200" | "404";
  /** Whether PATCH refuses a lease outside 1..60 minutes with a 400. Default "checked". */
  patchRange: "checked" | "unchecked";
  /** Whether PATCH may move the end of a lease to an earlier moment; "refused" is a 400. Default "accepted". */
  shortening: "accepted" | "refused";
  /** What `currentLeaseTime` shows: minutes as last set, minutes left (rounded up), or as set at create. Default "total". */
  currentLeaseTime: "total" | "remaining" | "stale";
  /** Which responses carry `vncPassword`. Default "everywhere". */
  vncPassword: "everywhere" | "create-only" | "get-and-create";
  /** Whether a session without VNC has a `vncPassword` too. Default "absent". */
  vncPasswordWithoutVnc: "absent" | "present";
  /** A second running session with the same given fingerprint; "conflict" is a 409. Default "allowed". */
  sharedFingerprint: "allowed" | "conflict";
  /** Whether a PATCH moves `updatedAt`. Default "moves". */
  updatedAtOnPatch: "moves" | "stays";
  /** Whether a session is seen only under the mode that it was made in. Default "isolated". */
  modes: "isolated" | "shared";
}

/** The switches that have named positions: all but the number. */
export type NamedSwitch = Exclude<keyof Switches, "lateRunningSeconds">;

/** Every named switch: its positions (the default first) and what it decides, in a line. */
export const switchTable: {
  readonly [K in NamedSwitch]: { readonly positions: readonly Switches[K][]; readonly about: string };
} = {
  getEnded: { positions: ["404", "terminated", "late-running"], about: "GET of an ended session" },
  listEnded: { positions: ["absent", "terminated", "late-running"], about: "ended sessions in a list" },
  deleteEnded: { positions: ["404", "200"], about: "DELETE of an ended session" },
  patchRange: { positions: ["checked", "unchecked"], about: "a new lease outside 1..60 minutes" },
  shortening: { positions: ["accepted", "refused"], about: "a new lease that ends before the present one" },
  currentLeaseTime: { positions: ["total", "remaining", "stale"], about: "what currentLeaseTime shows" },
  vncPassword: {
    positions: ["everywhere", "create-only", "get-and-create"],
    about: "responses that carry vncPassword",
  },
  vncPasswordWithoutVnc: { positions: ["absent", "present"], about: "vncPassword of a session without VNC" },
  sharedFingerprint: {
    positions: ["allowed", "conflict"],
    about: "a second running session with the same fingerprint",
  },
  updatedAtOnPatch: { positions: ["moves", "stays"], about: "updatedAt after a PATCH" },
  modes: { positions: ["isolated", "shared"], about: "sessions of one mode seen under another" },
};

/** The names of the switches that have named positions. */
export const namedSwitches = Object.keys(switchTable) as NamedSwitch[];

/** Every switch at its default. */
export const defaultSwitches: Readonly<Switches> = {
  ...(Object.fromEntries(namedSwitches.map((name) => [name, switchTable[name].positions[0]])) as Omit<
    Switches,
    "lateRunningSeconds"
  >),
  lateRunningSeconds: 30,
};

/** Checks switches that come from outside (a request, a command line); throws an Error that names the wrong one. */
export function checkSwitches(given: unknown): Partial<Switches> {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new Error("switches must be an object of switch names and positions");
  }
  for (const [name, position] of Object.entries(given)) {
    if (name === "lateRunningSeconds") {
      if (typeof position !== "number" || !(position >= 0)) {
        throw new Error("lateRunningSeconds must be a number of seconds, 0 or more");
      }
      continue;
    }
    const known = namedSwitches.find((switchName) => switchName === name);
    if (known === undefined) throw new Error(`no switch is named "${name}"`);
    const positions: readonly unknown[] = switchTable[known].positions;
    if (!positions.includes(position)) {
      throw new Error(`${name} must be one of ${positions.join(", ")}, not ${JSON.stringify(position)}`);
    }
  }
  return given;
}
