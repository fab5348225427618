import type { Scenario } from "./scenario";
import { group, ofBothProviders } from "./scenario";

const interruptions = [
  ...ofBothProviders("Cancellation and crashes", "Ctrl-C during an update and a destroy on the engine,", [
    [
      "Ctrl-C once: every session is recorded",
      "records every session when one Ctrl-C reaches only the engine, and recovers with the next command",
    ],
    [
      "Ctrl-C once, in a terminal",
      "records every session when one Ctrl-C reaches the process group, and recovers with the next command",
    ],
    [
      "Ctrl-C twice: unrecorded sessions are ended",
      "ends the sessions that no state records when two Ctrl-C reach the engine",
    ],
  ]),
  ...ofBothProviders("Cancellation and crashes", "kill -9 during an update and a destroy on the engine,", [
    [
      "kill -9 of the engine: unrecorded sessions are ended",
      "ends the unrecorded sessions when the engine is killed, and recovers after `pulumi cancel`",
    ],
    [
      "kill -9 of the provider: unrecorded sessions stay in the list until their lease ends",
      "leaves the unrecorded sessions in the list until their lease ends when the provider is killed",
    ],
    [
      "kill -9 of both: unrecorded sessions stay in the list until their lease ends",
      "leaves the unrecorded sessions in the list until their lease ends when engine and provider are killed",
    ],
  ]),
];

const invalidInputs = ofBothProviders("Invalid input", "faults of the service on the engine,", [
  [
    "One preview reports all invalid inputs of a session",
    "reports all invalid inputs of a session in one preview, without a request",
  ],
]);

const refusals = group(
  "Invalid input",
  "invalid inputs and credentials with the dynamic provider, on the engine",
  "the plugin's configuration, on the engine",
  [
    {
      scenario: "One error reports all missing configuration, with the commands to set it",
      dynamic: "reports in a preview which configuration is missing and how to set it",
      plugin: "reports all missing and invalid configuration in one error, and how to set it",
    },
    {
      scenario: "A refused key is reported without its value, and every session stays in the state",
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
      scenario: "A new version changes nothing in an old state",
      dynamic:
        "records the same provider from another version of the package, and changes nothing in its first update",
      plugin: "changes nothing in the next update of an old state",
    },
  ],
);

/** The operation of stacks: interruptions, configuration, secrets, upgrades. */
export const operationScenarios: readonly Scenario[] = [
  ...interruptions,
  ...invalidInputs,
  ...refusals,
  ...secrets,
  ...upgrades,
];
