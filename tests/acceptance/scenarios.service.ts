import { describeSwitches, switchCombinations } from "../switch-combinations";
import type { Scenario } from "./scenario";
import { group, ofBothProviders } from "./scenario";

const unreliable = ofBothProviders(
  "Unreliable services",
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
      "A session whose lease is over by the clock alone is sent a DELETE",
      "sends a DELETE for a session that has ended only according to the clock",
    ],
    [
      "A lease that was set although each response said 500 is kept",
      "keeps a session whose new lease was set although each response was a 500",
    ],
    [
      "Timestamps 35 minutes behind cause no replacement",
      "keeps a session running when its timestamps are 35 minutes behind",
    ],
    [
      "Timestamps 35 minutes ahead cause no replacement",
      "keeps a session running when its timestamps are 35 minutes ahead",
    ],
    [
      "Timestamps without a zone cause no replacement",
      "keeps a session running when its timestamps are without a zone",
    ],
    [
      "Timestamps of another precision are no drift",
      "shows no drift when the precision of the timestamps varies",
    ],
    ["A lease that another client shortened is renewed", "renews a lease that another client shortened"],
    ["The `Date` of a proxy's error page is ignored", "ignores the time of a proxy's error page"],
    [
      "A session whose GET is malformed is destroyed",
      "ends a session in a destroy although its GET is malformed",
    ],
    [
      "A session that shows only after seconds is kept",
      "keeps a new session that the service shows only after seconds",
    ],
    [
      "A create whose response holds only the id is completed",
      "completes a create whose response holds only the id",
    ],
    [
      "A refresh shows no drift for a renewal that is due",
      "shows no drift in a refresh when a renewal is due",
    ],
    [
      "An ended session is recorded as terminated with `recreateWhenEnded: false`",
      "records an ended session as terminated if recreateWhenEnded is false",
    ],
    [
      "A shorter lease than declared is recorded, with a warning",
      "records the shorter lease that the service granted, with a warning",
    ],
    [
      "A session is replaced although its end takes seconds and the fingerprint stays",
      "replaces a session with the same fingerprint although its end takes seconds",
    ],
    [
      "A destroy succeeds although the service is gone for good",
      "destroys a stack whose service is gone, and names the session that it could not end",
    ],
  ],
);

const unknowns = ofBothProviders(
  "Switches of the simulator",
  "all positions of the switches on the engine,",
  switchCombinations.map((combination): readonly [string, string] => [
    describeSwitches(combination),
    `loses and leaks no session if each switch is in its position ${combination}`,
  ]),
);

const faults = group(
  "Faults and load",
  "failed creates of the dynamic provider, on the engine",
  "faults of the service, with the plugin on the engine",
  [
    {
      scenario: "A create that cannot be confirmed is recorded, and `up` completes it",
      dynamic: "keeps an unconfirmed session in the state, and completes it with the next update",
      plugin: "records a create that cannot be confirmed, and completes it with the next update",
    },
    {
      scenario: "A create that cannot be confirmed is recorded, and `destroy` ends it",
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

const sharedFaults = ofBothProviders("Faults and load", "faults of the service on the engine,", [
  [
    "A lease that was set but not read back is recorded",
    "records a lease that was set but not read back, and completes it with the next update",
  ],
  [
    "A malformed read keeps the session in the state, with a warning",
    "keeps a session in the state, with a warning, if its read is malformed",
  ],
  [
    "A fault of one session does not affect the others",
    "creates the other sessions when the create of one session fails",
  ],
]);

const load = ofBothProviders("Faults and load", "many sessions at a limited rate on the engine,", [
  [
    "Many sessions at a limited rate need few retries",
    "creates and ends all sessions under a rate limit, with few retries",
  ],
]);

const reads = ofBothProviders(
  "Requests for many sessions",
  "reads of many live sessions on the engine,",
  ["a refresh", "an `up` with nothing to do", "a preview"].map((command): readonly [string, string] => [
    `${command[0]!.toUpperCase()}${command.slice(1)} of many sessions sends at most 3 requests`,
    `reads many sessions with at most 3 calls in ${command}`,
  ]),
);

/** The service: unreliable responses, faults, rate limits. */
export const serviceScenarios: readonly Scenario[] = [
  ...unreliable,
  ...unknowns,
  ...faults,
  ...sharedFaults,
  ...load,
  ...reads,
];
