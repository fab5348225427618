import { describeSwitches, switchCombinations } from "../switch-combinations";

/** What a user does or meets, and the full titles of the tests that show it through each front door. */
export interface Scenario {
  readonly group: string;
  readonly scenario: string;
  /** Absent where it is not that door's: the dynamic provider has no import, for one. */
  readonly dynamic?: readonly string[];
  readonly plugin?: readonly string[];
}

interface Row {
  readonly scenario: string;
  readonly dynamic?: string | readonly string[];
  readonly plugin?: string | readonly string[];
}

/** Rows of a group, whose titles begin with the name of their `describe`. */
function group(name: string, dynamicSuite: string, pluginSuite: string, rows: readonly Row[]): Scenario[] {
  const titles = (suite: string, given: string | readonly string[]): string[] =>
    [given].flat().map((title) => `${suite} ${title}`);
  return rows.map(({ scenario, dynamic, plugin }) => ({
    group: name,
    scenario,
    ...(dynamic === undefined ? {} : { dynamic: titles(dynamicSuite, dynamic) }),
    ...(plugin === undefined ? {} : { plugin: titles(pluginSuite, plugin) }),
  }));
}

/** Rows of tests that run once for each door, which their suite's name ends with. */
function bothDoors(name: string, suite: string, rows: readonly (readonly [string, string])[]): Scenario[] {
  return group(
    name,
    `${suite} dynamic`,
    `${suite} plugin`,
    rows.map(([scenario, title]) => ({ scenario, dynamic: title, plugin: title })),
  );
}

const lifecycle = group(
  "Lifecycle",
  "the TypeScript example, on the engine",
  "the plugin's lifecycle, on the engine",
  [
    {
      scenario: "A preview calls nothing",
      dynamic: "sends no request in a preview",
      plugin: "sends no request in a preview",
    },
    {
      scenario: "A create is one call",
      dynamic: "creates the session with one call and shows its outputs",
      plugin: "creates the session with one call and shows its outputs, the VNC password as a secret",
    },
    {
      scenario: "A second `up` has nothing to do",
      dynamic: "changes nothing in a second update",
      plugin: "changes nothing in a second update, which sends one GET",
    },
    {
      scenario: "A changed lease is set in place: one PATCH, one GET",
      dynamic: "updates the lease of the running session with one PATCH and one GET",
      plugin: "updates the lease of the running session with one PATCH and one GET",
    },
    {
      scenario: "A destroy ends the session",
      dynamic: "ends the session with one DELETE in a destroy",
      plugin: "ends the session with one DELETE in a destroy",
    },
  ],
);

const drift = group(
  "No drift noise",
  "the TypeScript example, on the engine",
  "refresh by the plugin, on the engine",
  [
    {
      scenario: "A refresh shows no change while the lease runs down",
      dynamic: "shows no drift in a refresh while the lease runs down",
      plugin: ["total", "remaining", "stale"].map(
        (what) => `shows no drift in a refresh while leases run down if currentLeaseTime is ${what}`,
      ),
    },
  ],
);

const replacement = group(
  "Replacement",
  "changed inputs with the dynamic provider, on the engine",
  "replacement by the plugin, on the engine",
  [
    {
      scenario: "Each immutable input replaces, and a preview says so",
      dynamic:
        "previews each immutable property as the reason of a replacement, and the other properties as updates",
      plugin: "replaces the session when an immutable input changes, and previews its old and new value",
    },
    {
      scenario: "With one fingerprint the old session is ended first",
      dynamic: "ends the old session first if both use the same fingerprint",
      plugin: "ends the old session first if both use the same fingerprint",
    },
  ],
);

const endings = ["404", "terminated", "late-running"];
const expiry = group(
  "Leases that end",
  "leases that end with the dynamic provider, on the engine",
  "leases that end with the plugin, on the engine",
  [
    ...endings.map((says) => ({
      scenario: `An ended session is created again by a plain \`up\` (GET says ${says})`,
      dynamic: `creates ended sessions again in a plain update if the switch getEnded is ${says}`,
      plugin: `creates ended sessions again in a plain update if the switch getEnded is ${says}`,
    })),
    {
      scenario: "A refresh drops an ended session; the next `up` creates it",
      dynamic: "drops an ended session from the state in a refresh, and creates it again in the next update",
      plugin: "notices ended sessions in a refresh, and those that another client ended",
    },
    {
      scenario: "`recreateWhenEnded: false` keeps it as terminated",
      dynamic: "keeps an ended session as terminated if recreateWhenEnded is false, until an input changes",
      plugin: "keeps ended sessions as terminated if recreateWhenEnded is false, until the lease changes",
    },
    {
      scenario: "A lease near its end is renewed, once",
      dynamic: "renews a lease once when less than renewBefore remains",
      plugin: "renews a lease once when less than renewBefore remains, and previews an update of expiresAt",
    },
    {
      scenario: "A live session is left alone, also one whose lease others set",
      dynamic: "keeps a session whose lease another client extended, whatever currentLeaseTime means",
      plugin: "keeps the sessions that still run, also if the update has only one target",
    },
  ],
);

const unknowns = bothDoors(
  "Right under each response that Tasknet may give",
  "all positions of the switches on the engine,",
  switchCombinations.map((combination): readonly [string, string] => [
    describeSwitches(combination),
    `loses and leaks no session if each switch is in its position ${combination}`,
  ]),
);

const neverForgotten = bothDoors(
  "A running session is never forgotten",
  "sessions of an unreliable service on the engine,",
  [
    [
      "A 404 from a gateway, in HTML or in JSON, drops no session",
      "keeps a session in the state when a gateway returns a 404 with the body gateway",
    ],
    [
      "A 404 from a gateway with an error text drops no session",
      "keeps a session in the state when a gateway returns a 404 with the body error-text",
    ],
    [
      "An end that only the clock tells is followed by a DELETE",
      "sends a DELETE for a session that has ended only according to the clock",
    ],
    [
      "A lease that was set although each response said 500 is kept",
      "keeps a session whose new lease was set although each response was a 500",
    ],
    [
      "Timestamps 35 minutes behind replace nothing",
      "keeps a session running when its timestamps are 35 minutes behind",
    ],
    [
      "Timestamps 35 minutes ahead replace nothing",
      "keeps a session running when its timestamps are 35 minutes ahead",
    ],
    [
      "Timestamps without a zone replace nothing",
      "keeps a session running when its timestamps are without a zone",
    ],
    [
      "Timestamps of another precision are no drift",
      "shows no drift when the precision of the timestamps varies",
    ],
    ["A lease that others shortened is renewed", "renews a lease that another client shortened"],
    ["The error page of a proxy teaches no time", "ignores the time of a proxy's error page"],
    [
      "A session whose GET is malformed is destroyed",
      "ends a session in a destroy although its GET is malformed",
    ],
    [
      "A session that shows only after seconds is kept",
      "keeps a new session that the service shows only after seconds",
    ],
    [
      "A create that is answered with the id alone is completed",
      "completes a create whose response holds only the id",
    ],
    [
      "A refresh shows no drift for a renewal that is due",
      "shows no drift in a refresh when a renewal is due",
    ],
    [
      "A session that is to stay ended is recorded as terminated",
      "records an ended session as terminated if recreateWhenEnded is false",
    ],
    [
      "A shorter lease than declared is recorded, with a warning",
      "records the shorter lease that the service granted, with a warning",
    ],
    [
      "A fingerprint whose session ends slowly is used again",
      "replaces a session with the same fingerprint although its end takes seconds",
    ],
    [
      "A service that is gone for good does not block a destroy",
      "destroys a stack whose service is gone, and names the session that it could not end",
    ],
  ],
);

const faults = group(
  "Faults and load",
  "failed creates of the dynamic provider, on the engine",
  "faults of the service, with the plugin on the engine",
  [
    {
      scenario: "A create that can't be confirmed is in the state: `up` completes it",
      dynamic: "keeps an unconfirmed session in the state, and completes it with the next update",
      plugin: "records a create that cannot be confirmed, and completes it with the next update",
    },
    {
      scenario: "A create that can't be confirmed is in the state: `destroy` ends it",
      dynamic: "keeps an unconfirmed session in the state, and ends it with a destroy",
      plugin: "records a create that cannot be confirmed, and ends it with a destroy",
    },
    {
      scenario: "A create of unknown outcome names the sessions that may be its result",
      dynamic:
        "names the sessions that may be the result of a create with unknown outcome, and how to end them",
      plugin: "names the session to import or to end if the connection of a create is cut after its effect",
    },
  ],
);

const sharedFaults = bothDoors("Faults and load", "faults of the service on the engine,", [
  [
    "A lease that was set but not read back is recorded",
    "records a lease that was set but not read back, and completes it with the next update",
  ],
  [
    "A malformed read keeps the session in the state, with a warning",
    "keeps a session in the state, with a warning, if its read is malformed",
  ],
  [
    "One session's fault leaves the others alone",
    "creates the other sessions when the create of one session fails",
  ],
]);

const load = bothDoors("Faults and load", "many sessions at a limited rate on the engine,", [
  [
    "Many sessions at a limited rate: no storm of tries",
    "creates and ends all sessions under a rate limit, with few retries",
  ],
]);

const reads = bothDoors(
  "Few calls for many sessions",
  "reads of many live sessions on the engine,",
  ["a refresh", "an `up` with nothing to do", "a preview"].map((command): readonly [string, string] => [
    `${command[0]!.toUpperCase()}${command.slice(1)} of many sessions is at most 3 calls`,
    `reads many sessions with at most 3 calls in ${command}`,
  ]),
);

const deaths = [
  ...bothDoors("Cancel and death", "Ctrl-C during an update and a destroy on the engine,", [
    [
      "Ctrl-C once: every session is recorded",
      "records every session when one Ctrl-C reaches only the engine, and recovers with the next command",
    ],
    [
      "Ctrl-C once, in a terminal",
      "records every session when one Ctrl-C reaches the process group, and recovers with the next command",
    ],
    [
      "Ctrl-C twice: what no state knows is ended",
      "ends the sessions that no state records when two Ctrl-C reach the engine",
    ],
  ]),
  ...bothDoors("Cancel and death", "kill -9 during an update and a destroy on the engine,", [
    [
      "kill -9 of the engine: what no state knows is ended",
      "ends the unrecorded sessions when the engine is killed, and recovers after `pulumi cancel`",
    ],
    [
      "kill -9 of the provider: what no state knows shows in the list until its lease ends",
      "leaves the unrecorded sessions in the list until their lease ends when the provider is killed",
    ],
    [
      "kill -9 of both",
      "leaves the unrecorded sessions in the list until their lease ends when engine and provider are killed",
    ],
  ]),
];

const badInputs = bothDoors("Bad input", "faults of the service on the engine,", [
  [
    "All faults of a session's inputs are named in one run",
    "reports all invalid inputs of a session in one preview, without a request",
  ],
]);

const refusals = group(
  "Bad input",
  "invalid inputs and credentials with the dynamic provider, on the engine",
  "the plugin's configuration, on the engine",
  [
    {
      scenario: "All missing configuration is named at once, with the commands to set it",
      dynamic: "reports in a preview which configuration is missing and how to set it",
      plugin: "reports all missing and invalid configuration in one error, and how to set it",
    },
    {
      scenario: "A refused key is reported without showing it; no session is dropped for it",
      dynamic: "reports a refused key without showing it, and keeps the state of a session in a refresh",
      plugin: "names both remedies when a destroy finds a revoked key, and accepts a key of the environment",
    },
  ],
);

const secrets = group(
  "Secrets",
  "the state and the output of the dynamic provider, on the engine",
  "the state, output and log of the plugin, on the engine",
  [
    {
      scenario: "No secret is in the state or on the screen, at any verbosity",
      dynamic: "writes no secret to the state or the screen at high verbosity",
      plugin: "writes no secret to the state, a preview, an import or the screen at high verbosity",
    },
  ],
);

const upgrades = group(
  "Upgrades",
  "the state and the output of the dynamic provider, on the engine",
  "a stack of version 0.1.0 of the plugin, on the engine",
  [
    {
      scenario: "A new version has nothing to do with an old state",
      dynamic:
        "records the same provider from another version of the package, and changes nothing in its first update",
      plugin: "changes nothing in the next update of an old state",
    },
  ],
);

export const scenarios: readonly Scenario[] = [
  ...lifecycle,
  ...drift,
  ...replacement,
  ...expiry,
  ...neverForgotten,
  ...unknowns,
  ...faults,
  ...sharedFaults,
  ...load,
  ...reads,
  ...deaths,
  ...badInputs,
  ...refusals,
  ...secrets,
  ...upgrades,
];
