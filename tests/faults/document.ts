import { table } from "../markdown";
import { faultsOf } from "./faults";
import { operations } from "./operations";
import type { Outcome } from "./outcome";

const preface = `# Fault injection results

\`tests/faults/\` generates this page. It runs every operation below under every fault, over HTTP against the simulator,
through both providers: the dynamic provider's handlers and the provider plugin's gRPC service.

An operation that fails says which sessions exist. The provider never loses a session silently: each session that still
runs is in the state or named in the error. If the service could not be reached, the error says that a session may be
running and gives the command that lists it. After each row the fault is removed and the session destroyed. Nothing that
the state knows keeps running.

- _Calls_: the operations called and the responses. \`3 × Get 500\` is three in a row, and
  \`16 × (End 404, List 200)\` is a pair of requests sixteen times. The provider retries rate limits
  and outages until the deadline of the operation: 5 minutes by default, 15 seconds for an observation before an update.
  Without a Retry-After it makes at most 6 attempts.
- _404 SESSION_NOT_FOUND, 404 NOT_FOUND and 410_: the session has ended, if the operation is on a session. Any other 404
  comes from a gateway, and the session still runs. A 404 without a session-specific code counts as an end only if
  ListSessions confirms it.
- _Left running_: the sessions that run after the operation, its own session included.
`;

/** The page with the outcomes of all operations under all faults. */
export function document(rows: ReadonlyMap<string, ReadonlyMap<string, Outcome>>): string {
  const sections = operations.map(({ title, request }) => {
    const lines = faultsOf(request).flatMap((fault) =>
      linesOf(fault.title, rows.get(`${title}\n${fault.title}`)!),
    );
    return [
      `## ${title[0]!.toUpperCase()}${title.slice(1)}`,
      `The fault affects ${request}.`,
      table(["Fault", "Provider", "Result", "Calls", "Left running"], lines),
    ].join("\n\n");
  });
  return `${[preface.trimEnd(), ...sections].join("\n\n")}\n`;
}

/** One line if both providers do the same. */
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
