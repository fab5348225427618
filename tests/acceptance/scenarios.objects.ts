import type { Scenario } from "./scenario";
import { group } from "./scenario";

const name = "Environments and fingerprints";

const suite = (provider: string): string =>
  `an environment, a fingerprint and a session through the ${provider} provider, on the engine`;

const ofBoth = group(
  name,
  suite("dynamic"),
  suite("plugin"),
  (
    [
      [
        "All three are created, the country is set in place, and a destroy removes them in the safe order",
        "creates all three, changes the country in place, and removes them in the safe order",
      ],
      [
        "A session is replaced alone; a new name of the environment replaces all, with a warning",
        "replaces the session alone for another driver, and all three for another name, with a warning",
      ],
      [
        "A lost response to a create: the error names the environment, and no second one is created",
        "names the environment that a lost response has made, and creates no second one",
      ],
      [
        "A lost secret: the environment stays in the state until it is replaced",
        "keeps an environment without its secret in the state, and replaces it on request",
      ],
    ] as const
  ).map(([scenario, title]) => ({ scenario, dynamic: title, plugin: title })),
);

const example = "the example of a login, on the engine";
const replaced = (language: string): string =>
  `replaces the session in ${language}, keeps environment and fingerprint, and removes all in the safe order`;

export const objectScenarios: readonly Scenario[] = [
  ...ofBoth,
  ...group(name, example, example, [
    {
      scenario: "A login outlives the session that uses it",
      dynamic: replaced("typescript"),
      plugin: replaced("yaml"),
    },
  ]),
  ...group(name, "", "import of an environment and a fingerprint by the plugin, on the engine", [
    {
      scenario: "Both are imported, and a preview of the program plans nothing",
      plugin: "imports both, and a preview of the program plans nothing for them",
    },
  ]),
];
