import { table } from "../markdown";
import { faults } from "./faults";
import { operations } from "./operations";
import type { Outcome } from "./outcome";

const preface = `# What each fault of the service does

Made by \`tests/faults/\`, which runs every step below under every fault, on the simulator, over HTTP, through both
front doors: the dynamic provider's handlers and the plugin's gRPC service. A step that fails says what exists. No
session is lost silently: each one that runs on after a step is in the state or named in the error, or, where the
service could not be asked, the error says that one may be running and how to look for it. After every row the fault is
lifted and the session destroyed: nothing that the state knows stays behind.

- _Calls_: the operations called and what came back; \`3 × Get 500\` is three in a row. A rate limit or an outage that
  lasts is borne until the operation's deadline (5 minutes by default, 15 seconds for the look before an update), or
  for 6 tries where the service does not say when to come back.
- _404 and 410_: the API's own are its word that a session has ended. In the rows of steps on a session it has.
- _Left running_: the sessions that run when the step is over, the one it worked on among them.
`;

/** The table of all outcomes, by step and fault. */
export function document(rows: ReadonlyMap<string, ReadonlyMap<string, Outcome>>): string {
  const sections = operations.map(({ title, meets }) => {
    const lines = faults.flatMap((fault) => linesOf(fault.title, rows.get(`${title}\n${fault.title}`)!));
    return [
      `## ${title[0]!.toUpperCase()}${title.slice(1)}`,
      `The fault meets ${meets}.`,
      table(["Fault", "Door", "Result", "Calls", "Left running"], lines),
    ].join("\n\n");
  });
  return `${[preface.trimEnd(), ...sections].join("\n\n")}\n`;
}

/** One line where both doors do the same. */
function linesOf(fault: string, outcomes: ReadonlyMap<string, Outcome>): string[][] {
  const [[firstName, first], [secondName, second]] = [...outcomes] as [[string, Outcome], [string, Outcome]];
  if (JSON.stringify(first) === JSON.stringify(second)) return [[fault, "both", ...cells(first)]];
  return [
    [fault, firstName, ...cells(first)],
    [fault, secondName, ...cells(second)],
  ];
}

function cells({ result, calls, left }: Outcome): string[] {
  return [result, calls, left];
}
