import { expect } from "chai";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { OperationName, Simulator, Switches } from "../../simulator/index";
import { loadContract } from "../../simulator/contract";
import { namedSwitches, switchTable } from "../../simulator/switches";
import type { Reply } from "./helper";
import { call, create, end, get, json, patch, post, sessionsPath, simulators } from "./helper";

/** The positions that depart from the written contract. */
const departing = [
  "endLag ending",
  "createdStatus starting",
  "createResponse 201",
  "createResponse 202-id-only",
  "emptyBody none-204",
  "emptyBody null",
  "emptyBody true",
  "emptyBody array",
  "emptyBody text",
  "absentOptional null",
  "emptyList null",
  "listExtra unreadable",
  "endedCode none",
  "timestampZone none",
  "byteOrderMark present",
];

/** Some responses of every operation, for sessions with VNC and without, running and ended. */
async function responses(sim: Simulator): Promise<[OperationName, Reply][]> {
  const list = (): Promise<Reply> => call(sim.url, "GET", sessionsPath);
  const replies: [OperationName, Reply][] = [["ListSessions", await list()]];
  for (const isVncEnabled of [true, false]) {
    replies.push(["CreateSession", await post(sim, { isVncEnabled })]);
    const id = sim.running()[0]!.sessionUUID;
    replies.push(
      ["GetSession", await get(sim, id)],
      ["ListSessions", await list()],
      ["UpdateSession", await patch(sim, id, 9)],
      ["EndSession", await end(sim, id)],
      ["GetSession", await get(sim, id)],
      ["ListSessions", await list()],
    );
    sim.advance(60_000);
    replies.push(["GetSession", await get(sim, id)], ["EndSession", await end(sim, id)]);
  }
  return replies;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

describe("simulator: departures from the written contract", () => {
  const simulate = simulators();

  for (const name of namedSwitches) {
    for (const position of switchTable[name].positions) {
      const departs = departing.includes(`${name} ${position}`);
      it(`${departs ? "departs from" : "keeps to"} the written contract with ${name} ${position}`, async () => {
        const sim = await simulate({ switches: { [name]: position } });
        const contract = await loadContract();
        const problems = (await responses(sim)).flatMap(([operation, { status, text }]) => {
          const isDeclared = status === 200 || status >= 400;
          const found = contract.responseProblems(status, parsed(text), operation);
          return isDeclared
            ? found.map(({ path, message }) => `${operation} ${path} ${message}`)
            : [`${status}`];
        });
        if (departs) expect(problems).to.not.deep.equal([]);
        else expect(problems).to.deep.equal([]);
        expect(sim.contractViolations).to.deep.equal([]);
      });
    }
  }

  it("reports what breaks the contract although every departure is on", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "simulator-departures-"));
    try {
      const state = path.join(folder, "state.json");
      const first = await simulate({ state });
      const { sessionUUID, fingerprintUUID } = await create(first);
      await first.stop();
      writeFileSync(state, readFileSync(state, "utf8").replace(fingerprintUUID, "broken"));

      const switches = Object.fromEntries(departing.map((one) => one.split(" "))) as Partial<Switches>;
      const second = await simulate({ state, switches: { ...switches, byteOrderMark: "none" } });
      for (const reply of [await get(second, sessionUUID), await call(second.url, "GET", sessionsPath)]) {
        expect(reply.status).to.equal(500);
        expect(json(reply).message).to.include("breaks the contract");
      }
      expect(second.contractViolations).to.have.length(2);
      expect(second.contractViolations[0]).to.include("GetSession").and.include("/fingerprintUUID");
      expect(second.contractViolations[1]).to.include("ListSessions").and.include("/fingerprintUUID");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
