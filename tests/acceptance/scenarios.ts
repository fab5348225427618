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
  "the TypeScript example on the engine",
  "the plugin's lifecycle, on the engine",
  [
    {
      scenario: "A preview calls nothing",
      dynamic: "calls nothing in a preview",
      plugin: "calls nothing in a preview",
    },
    {
      scenario: "A create is one call",
      dynamic: "creates the session with one call and shows its outputs",
      plugin: "creates the session with one call and shows its outputs, the VNC password as a secret",
    },
    {
      scenario: "A second `up` has nothing to do",
      dynamic: "has nothing to do in a second update",
      plugin: "has nothing to do in a second update, for one read",
    },
    {
      scenario: "A changed lease is set in place: one PATCH, one GET",
      dynamic: "sets a changed lease on the running session, with one PATCH and one GET",
      plugin: "sets a changed lease on the running session, with one PATCH and one GET",
    },
    {
      scenario: "A destroy ends the session",
      dynamic: "ends the session in a destroy",
      plugin: "ends the session in a destroy",
    },
  ],
);

const drift = group(
  "No drift noise",
  "the TypeScript example on the engine",
  "a refresh by the plugin while leases run down, on the engine",
  [
    {
      scenario: "A refresh shows no change while the lease runs down",
      dynamic: "has nothing to change in a refresh while the lease runs down",
      plugin: ["total", "remaining", "stale"].map(
        (what) => `shows no change where currentLeaseTime is ${what}`,
      ),
    },
  ],
);

const replacement = group(
  "Replacement",
  "changed inputs on the engine",
  "replacement by the plugin, on the engine",
  [
    {
      scenario: "Each immutable input replaces, and a preview says so",
      dynamic: "previews each immutable property as the cause of a replacement, and the others as updates",
      plugin: "follows a change of each immutable input, which a preview names with its old and new value",
    },
    {
      scenario: "With one fingerprint the old session is ended first",
      dynamic: "ends a session before it replaces it with the same fingerprint",
      plugin: "ends the old session first where both use one fingerprint",
    },
  ],
);

const endings = ["404", "terminated", "late-running"];
const expiry = group(
  "Leases that end",
  "leases that end, on the engine",
  "leases that end under the plugin, on the engine",
  [
    ...endings.map((says) => ({
      scenario: `An ended session is created again by a plain \`up\` (GET says ${says})`,
      dynamic: `creates ended sessions again in a plain update where GET says ${says}`,
      plugin: `are created again by a plain update where GET of an ended session says ${says}`,
    })),
    {
      scenario: "A refresh drops an ended session; the next `up` creates it",
      dynamic: "drops an ended session from the state in a refresh, and creates it in the next update",
      plugin: "are noticed by a full refresh, too, and where a session was ended behind the back",
    },
    {
      scenario: "`recreateWhenEnded: false` keeps it as terminated",
      dynamic: "keeps an ended session that is not to be created again, until an input changes",
      plugin: "stay in the state as terminated with recreateWhenEnded false, until the lease changes",
    },
    {
      scenario: "A lease near its end is renewed, once",
      dynamic: "renews a lease near its end, once",
      plugin: "are renewed near their end, once, which a preview shows as an update of expiresAt",
    },
    {
      scenario: "A live session is left alone, also one whose lease others set",
      dynamic: "leaves a session alone whose lease others set, whatever currentLeaseTime means",
      plugin: "leave the sessions alone that still run, also where only one is a target",
    },
  ],
);

const unknowns = bothDoors(
  "Right under each response that Tasknet may give",
  "every position of every switch on the engine,",
  switchCombinations.map((combination): readonly [string, string] => [
    describeSwitches(combination),
    `loses and leaks no session with each switch in its position ${combination}`,
  ]),
);

const neverForgotten = bothDoors(
  "A running session is never forgotten",
  "a running session is never forgotten,",
  [
    [
      "A 404 from a gateway, in HTML or in JSON, drops no session",
      "keeps a session whose GET answers 404 by a gateway (gateway)",
    ],
    [
      "A 404 from a gateway with an error text drops no session",
      "keeps a session whose GET answers 404 by a gateway (error-text)",
    ],
    [
      "An end that only the clock tells is followed by a DELETE",
      "sends a DELETE to a session whose lease is over by the clock",
    ],
    [
      "A lease that was set although each response said 500 is kept",
      "keeps a lease that was set although each response said 500",
    ],
    [
      "Timestamps 35 minutes behind replace nothing",
      "leaves a session alone whose timestamps are 35 minutes behind",
    ],
    [
      "Timestamps 35 minutes ahead replace nothing",
      "leaves a session alone whose timestamps are 35 minutes ahead",
    ],
    [
      "Timestamps without a zone replace nothing",
      "leaves a session alone whose timestamps are without a zone",
    ],
    ["Timestamps of another precision are no drift", "sees no change in timestamps of another precision"],
    ["A lease that others shortened is renewed", "renews a lease that others shortened"],
    ["The error page of a proxy teaches no time", "learns no time from the error page of a proxy"],
    ["A session whose GET is malformed is destroyed", "ends a session whose GET is malformed"],
    [
      "A session that shows only after seconds is kept",
      "leaves a session alone that the service does not show for seconds",
    ],
    [
      "A create that is answered with the id alone is completed",
      "completes a create that was answered with the id alone",
    ],
    [
      "A refresh shows no drift for a renewal that is due",
      "shows no drift in a refresh for a renewal that is due",
    ],
    [
      "A session that is to stay ended is recorded as terminated",
      "records a session that is to stay ended as terminated",
    ],
    [
      "A shorter lease than declared is recorded, with a warning",
      "records the lease that the service granted, with a warning",
    ],
    [
      "A fingerprint whose session ends slowly is used again",
      "replaces a session whose end takes seconds, with the same fingerprint",
    ],
    [
      "A service that is gone for good does not block a destroy",
      "destroys a stack whose service is gone for good, and says so",
    ],
  ],
);

const faults = group(
  "Faults and load",
  "creates that fail half-way with the dynamic provider, on the engine",
  "faults of the service, with the plugin on the engine",
  [
    {
      scenario: "A create that can't be confirmed is in the state: `up` completes it",
      dynamic: "keep the session in the state, and the next update completes it",
      plugin: "a create that can't be confirmed is recorded, and completed by the next update",
    },
    {
      scenario: "A create that can't be confirmed is in the state: `destroy` ends it",
      dynamic: "keep the session in the state, and a destroy ends it",
      plugin: "a create that can't be confirmed is recorded, and ended by a destroy",
    },
    {
      scenario: "A create of unknown outcome names the sessions that may be its result",
      dynamic: "name what may be running where the outcome is not known, and how to end it",
      plugin: "a create that is cut off after its effect names the session, to import it or to end it",
    },
  ],
);

const sharedFaults = bothDoors("Faults and load", "faults of the service on the engine,", [
  [
    "A lease that was set but not read back is recorded",
    "a lease that was set but not read back is recorded, and completed by the next update",
  ],
  [
    "A malformed read keeps the session in the state, with a warning",
    "keeps a session whose read is malformed in the state, with a warning",
  ],
  ["One session's fault leaves the others alone", "one session's fault leaves the others alone"],
]);

const load = bothDoors("Faults and load", "many sessions at a limited rate on the engine,", [
  ["Many sessions at a limited rate: no storm of tries", "are all created and ended, with no storm of tries"],
]);

const reads = bothDoors(
  "Few calls for many sessions",
  "reads of many live sessions on the engine,",
  ["a refresh", "an `up` with nothing to do", "a preview"].map((command): readonly [string, string] => [
    `${command[0]!.toUpperCase()}${command.slice(1)} of many sessions is at most 3 calls`,
    `${command} is at most 3 calls in all`,
  ]),
);

const deaths = [
  ...bothDoors("Cancel and death", "Ctrl-C in the middle of everything on the engine,", [
    [
      "Ctrl-C once: every session is recorded",
      "once, sent to the engine alone: every session is recorded, and the next command goes on from there",
    ],
    [
      "Ctrl-C once, in a terminal",
      "once, in a terminal: every session is recorded, and the next command goes on from there",
    ],
    ["Ctrl-C twice: what no state knows is ended", "twice: what could be recorded nowhere is ended again"],
  ]),
  ...bothDoors("Cancel and death", "a kill in the middle of everything on the engine,", [
    [
      "kill -9 of the engine: what no state knows is ended",
      "of the engine: the provider ends what nobody can record, then itself; `pulumi cancel` opens the stack",
    ],
    [
      "kill -9 of the provider: what no state knows shows in the list until its lease ends",
      "of the provider: its sessions without a record show in the list, and end with their lease",
    ],
    [
      "kill -9 of both",
      "of both, as when the machine dies: what is left shows in the list, and ends with its lease",
    ],
  ]),
];

const badInputs = bothDoors("Bad input", "faults of the service on the engine,", [
  [
    "All faults of a session's inputs are named in one run",
    "all faults of a session's inputs are named in one preview, and nothing is called",
  ],
]);

const refusals = group(
  "Bad input",
  "what the provider refuses, on the engine",
  "the plugin's configuration, on the engine",
  [
    {
      scenario: "All missing configuration is named at once, with the commands to set it",
      dynamic: "says in a preview which configuration is missing and how to set it",
      plugin: "says in one error all that is missing or wrong, and how to set it",
    },
    {
      scenario: "A refused key is reported without showing it; no session is dropped for it",
      dynamic: "reports a refused key without showing it, and keeps a known session's state in a refresh",
      plugin: "may hold a dead key: a destroy names both ways out, and the environment is one",
    },
  ],
);

const secrets = group(
  "Secrets",
  "what the state and the screen hold is",
  "what the plugin's stack writes down holds",
  [
    {
      scenario: "No secret is in the state or on the screen, at any verbosity",
      dynamic: "no secret, in all that an update writes at high verbosity",
      plugin:
        "no secret in the state, a preview or what an import prints, nor on the screen at high verbosity",
    },
  ],
);

const upgrades = group(
  "Upgrades",
  "what the state and the screen hold is",
  "a stack that version 0.1.0 of the plugin made, on the engine",
  [
    {
      scenario: "A new version has nothing to do with an old state",
      dynamic: "the same provider in another version of the package, whose first update changes nothing",
      plugin: "has nothing to do in its next update",
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
