import type { Positions, SwitchSpecs } from "../switch-spec";

/** The switches of sessions. Those of ids, timestamps, empty bodies and creates apply to all resources. */
export const sessionSwitches = {
  named: {
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
      about:
        "currentLeaseTime; total: the last lease, remaining: what is left, stale: the lease of the create",
    },
    vncPassword: {
      positions: ["everywhere", "create-only", "get-and-create"],
      about: "responses with vncPassword",
    },
    vncPasswordWithoutVnc: {
      positions: ["absent", "present"],
      about: "vncPassword of a session without VNC",
    },
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
      about: "reads that lack a new object for createLagSeconds; writes find it",
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
      about: "response to a create; 202-id-only: only the id, and the status of a session",
    },
    emptyBody: {
      positions: ["object", "none-204", "null", "true", "array", "text"],
      about: "body of a successful PATCH, DELETE, reset or archive; text: OK as text/plain",
    },
    absentOptional: {
      positions: ["absent", "null"],
      about: "form of an absent vncPassword or fingerprintSecret",
    },
    emptyList: { positions: ["array", "absent", "null"], about: "the array of a list without objects" },
    listExtra: {
      positions: ["none", "unreadable"],
      about: "additional list entries that are not objects of the list",
    },
    endedCode: {
      positions: ["SESSION_NOT_FOUND", "NOT_FOUND", "none"],
      about: "code of a 404 for a session; none: only a message",
    },
    idCase: {
      positions: ["lower", "upper-on-get", "upper-everywhere"],
      about: "case of sessionUUID, fingerprintUUID and environmentUUID; lower: as generated or given",
    },
    timestampZone: { positions: ["utc", "none"], about: "time zone of timestamps; none: UTC without the Z" },
    timestampPrecision: {
      positions: ["milliseconds", "seconds", "microseconds", "mixed"],
      about: "precision of timestamps; mixed: seconds in a list, else milliseconds",
    },
    byteOrderMark: {
      positions: ["none", "present"],
      about: "byte order mark (U+FEFF) before every JSON body",
    },
  },
  numeric: {
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
  },
} as const satisfies SwitchSpecs;

/** The positions of the switches of sessions. */
export type SessionSwitches = Positions<typeof sessionSwitches>;
