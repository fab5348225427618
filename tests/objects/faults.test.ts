import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { InitFailedError, isSameId, messageOf } from "../../provider/resource";
import { callsOf } from "../faults/outcome";
import type { NamedFault } from "../faults/faults";
import { faultsOf } from "../faults/faults";
import { table } from "../markdown";
import type { FaultOperation } from "./fault-operations";
import { faultOperations } from "./fault-operations";
import type { Stack } from "./fixtures";
import { passRecentCreate, stacks } from "./fixtures";

const page = join(__dirname, "../../../docs/faults-environments-fingerprints.md");

const preface = `# Fault injection results of environments and fingerprints

\`tests/objects/\` generates this page. It runs every operation below under every fault, over HTTP against the simulator,
with the rules that both providers share. [faults.md](faults.md) explains the faults and the columns.

A create is sent again only after a response that refuses it, such as 429: environments and fingerprints do not expire, so a
second one would stay. An error after which one may exist names it, or says how to list it. After each row the fault is
removed, and what the state knows is removed.
`;

/** The statements of which an error must contain one, in order of importance, and their text on the page. */
const statements: readonly (readonly [RegExp, string])[] = [
  [/^no \w+ was created/, "nothing was created"],
  [/its secret is not known/, "created without its secret; kept in the state"],
  [/was created, but proxy could not be set/, "created without its country; kept in the state"],
  [/with the same settings were created since/, "names what may be its result"],
  [/with these settings shows in the list/, "the list shows none yet; one may exist"],
  [/could not be read: /, "one may exist; the list could not be read"],
  [/could not (archive|delete) /, "kept in the state"],
  [/could not read /, "not read; the state is unchanged"],
  [/could not set proxy /, "the country may be set; the next update sets it again"],
];

interface Outcome {
  readonly result: string;
  readonly calls: string;
  readonly left: string;
}

/** A timeout is a matter of the client, and faults.md shows it. */
const hasResponse = ({ isHang }: NamedFault): boolean => isHang !== true;
const faultsIn = ({ request }: FaultOperation): NamedFault[] => faultsOf(request).filter(hasResponse);

describe("each fault of the service in each operation on environments and fingerprints", function () {
  this.timeout(60_000);
  const start = stacks();
  const rows = new Map<string, Outcome>();

  for (const operation of faultOperations) {
    for (const fault of faultsIn(operation)) {
      it(`loses nothing in the ${operation.title} under the fault "${fault.title}"`, async () => {
        // A fingerprint that only an error names must not keep its environment from the removal afterwards.
        const stack = await start({ switches: { deleteUsedEnvironment: "200" } });
        await operation.prepare(stack);
        passRecentCreate(stack);
        stack.engine.restart();
        stack.simulator.clearLedger();
        if (fault.isEnd) removeOutOfBand(stack, operation);
        if (fault.kind !== undefined) {
          stack.simulator.addFault({ operation: operation.request, ...fault.kind });
        }
        const outcome = await outcomeOf(stack, operation);
        rows.set(`${operation.title}\n${fault.title}`, outcome);
        stack.simulator.clearFaults();
        for (const name of ["buyer", "shop"]) {
          if (stack.engine.state.has(name)) await stack.engine.destroy(name);
        }
        expect(existing(stack).filter((id) => isKnown(stack, id))).to.deep.equal(existing(stack));
      });
    }
  }

  after("compares the outcomes with the page", () => {
    const count = faultOperations.reduce((sum, operation) => sum + faultsIn(operation).length, 0);
    // With a filter of titles the page is incomplete.
    if (rows.size < count) return;
    const sections = faultOperations.map((operation) => {
      const { title, request } = operation;
      const lines = faultsIn(operation).map((fault) => {
        const { result, calls, left } = rows.get(`${title}\n${fault.title}`)!;
        return [fault.title, result, calls, left];
      });
      const head = `## ${title[0]!.toUpperCase()}${title.slice(1)}\n\nThe fault affects ${request}.`;
      return `${head}\n\n${table(["Fault", "Result", "Calls", "Exists then"], lines)}\n`;
    });
    const text = [preface, ...sections].join("\n");
    if (process.env.UPDATE_DOCS === "1") writeFileSync(page, text);
    expect(readFileSync(page, "utf8")).to.equal(text);
  });
});

async function outcomeOf(stack: Stack, { name, act }: FaultOperation): Promise<Outcome> {
  const before = stack.engine.state.get(name);
  const seen = stack.engine.messages.length;
  let result = "succeeds";
  try {
    await act(stack);
    if (before !== undefined && !stack.engine.state.has(name)) result += ": no longer in the state";
    if (stack.engine.messages.length > seen) result += ", with a warning";
  } catch (error) {
    const text = messageOf(error);
    const statement = statements.find(([pattern]) => pattern.test(text));
    expect(statement, `an error without a statement of what exists: ${text}`).to.not.be.undefined;
    result = `fails: ${statement![1]}`;
    expect(stack.engine.state.has(name)).to.equal(before !== undefined || error instanceof InitFailedError);
  }
  return { result, calls: callsOf(stack.simulator.ledger), left: leftOf(stack) };
}

function existing({ simulator }: Stack): string[] {
  const environments = simulator.environments().filter(({ deletedAt }) => deletedAt === undefined);
  const fingerprints = simulator.fingerprints().filter(({ isArchived }) => !isArchived);
  return [
    ...environments.map(({ environmentUUID }) => environmentUUID),
    ...fingerprints.map(({ fingerprintUUID }) => fingerprintUUID),
  ];
}

function isKnown({ engine }: Stack, id: string): boolean {
  const text = engine.messages.join("\n");
  const isRecorded = [...engine.state.values()].some((recorded) => isSameId(recorded.id, id));
  return isRecorded || text.includes(id) || /may exist|shows in the list/.test(text);
}

/** What exists after the operation, and how the user knows of it. */
function leftOf(stack: Stack): string {
  const ids = existing(stack);
  const recorded = new Set([...stack.engine.state.values()].map(({ id }) => id.toLowerCase()));
  const inState = ids.filter((id) => recorded.has(id));
  const others = ids.filter((id) => !recorded.has(id));
  expect(
    others.filter((id) => !isKnown(stack, id)),
    "objects that nothing names",
  ).to.be.empty;
  const text = stack.engine.messages.join("\n");
  const named = others.filter((id) => text.includes(id));
  const parts = [
    [inState.length, "in the state"],
    [named.length, "named in the error"],
    [others.length - named.length, "not listed yet"],
  ] as const;
  return parts.flatMap(([count, where]) => (count > 0 ? [`${count} ${where}`] : [])).join(", ") || "none";
}

function removeOutOfBand(stack: Stack, { name }: FaultOperation): void {
  const recorded = stack.engine.state.get(name);
  if (recorded?.type === "Environment") stack.simulator.deleteEnvironment(recorded.id);
  if (recorded?.type === "Fingerprint") stack.simulator.archiveFingerprint(recorded.id);
}
