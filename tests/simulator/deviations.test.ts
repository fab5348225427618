import { expect } from "chai";
import { join } from "node:path";
import type { OperationName, Simulator, Switches } from "../../simulator/index";
import { fixedExtensions } from "../../simulator/index";
import { loadContract } from "../../simulator/contract";
import { namedSwitches, switchTable } from "../../simulator/switches";
import type { Reply } from "./fixtures";
import {
  call,
  end,
  get,
  json,
  patch,
  post,
  sessionsPath,
  simulators,
  tempFolders,
  writeBrokenState,
} from "./fixtures";
import type { ResourceOperation } from "./resource-fixtures";
import { run, screen } from "./resource-fixtures";

/** The positions that deviate from the written contract. */
const deviations = [
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

/** Collects responses of every operation, for sessions with VNC and without, running and ended. */
async function collectResponses(sim: Simulator): Promise<[OperationName, Reply][]> {
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
  return [...replies, ...(await collectResourceResponses(sim))];
}

/** Collects responses of every operation on environments, fingerprints and extensions, before and after their end. */
async function collectResourceResponses(sim: Simulator): Promise<[OperationName, Reply][]> {
  const replies: [OperationName, Reply][] = [];
  const collect = async (operation: ResourceOperation, id?: string, body?: object): Promise<void> => {
    replies.push([operation, await run(sim, operation, id, { body })]);
  };
  await collect("CreateEnvironment", "", { name: "shop" });
  const { environmentUUID } = sim.environments()[0]!;
  const device = { numCameras: 0 };
  await collect("CreateFingerprint", "", { environmentUUID, screen, device, extensions: ["mine"] });
  await collect("CreateFingerprint", "", { environmentUUID, screen, proxy: { country: "de" } });
  await collect("CreateRandomFingerprint", "", { environmentUUID });
  const { fingerprintUUID } = sim.fingerprints()[0]!;
  replies.push(["CreateSession", await post(sim, { fingerprintUUID })]);
  for (let n = 0; n < 2; n += 1) {
    await collect("ListEnvironments");
    await collect("GetEnvironment", environmentUUID);
    await collect("CreateEnvironment", "", { name: "shop" });
    await collect("ListFingerprints");
    await collect("GetFingerprint", fingerprintUUID);
    await collect("UpdateFingerprintProxy", fingerprintUUID, { country: "FR" });
    await collect("CloneFingerprint", fingerprintUUID);
    await collect("ResetFingerprint", fingerprintUUID);
    await collect("DeleteEnvironment", environmentUUID);
    await collect("ArchiveFingerprint", fingerprintUUID);
    replies.push(["CreateSession", await post(sim, { fingerprintUUID })]);
    if (sim.environments()[0]!.deletedAt === undefined) sim.deleteEnvironment(environmentUUID);
  }
  await collect("ListExtensions");
  await collect("GetExtension", fixedExtensions[0]!.extensionUUID);
  await collect("GetExtension", environmentUUID);
  return replies;
}

/** Parses JSON; returns any other text unchanged. */
function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

describe("simulator: deviations from the contract", () => {
  const simulate = simulators();
  const tempFolder = tempFolders();

  for (const name of namedSwitches) {
    for (const position of switchTable[name].positions) {
      const deviates = deviations.includes(`${name} ${position}`);
      it(`sends ${deviates ? "deviating" : "conforming"} responses with ${name} ${position}`, async () => {
        const sim = await simulate({ switches: { [name]: position } });
        const contract = await loadContract();
        const problems = (await collectResponses(sim)).flatMap(([operation, { status, text }]) => {
          const isDeclared = status === 200 || status >= 400;
          const found = contract.responseProblems(status, parseBody(text), operation);
          return isDeclared
            ? found.map(({ path, message }) => `${operation} ${path} ${message}`)
            : [`${status}`];
        });
        if (deviates) expect(problems).to.not.deep.equal([]);
        else expect(problems).to.deep.equal([]);
        expect(sim.contractViolations).to.deep.equal([]);
      });
    }
  }

  it("reports violations of the contract although every deviation is on", async () => {
    const state = join(tempFolder(), "state.json");
    const sessionUUID = await writeBrokenState(simulate, state);
    const switches = Object.fromEntries(deviations.map((one) => one.split(" "))) as Partial<Switches>;
    const sim = await simulate({ state, switches: { ...switches, byteOrderMark: "none" } });
    for (const reply of [await get(sim, sessionUUID), await call(sim.url, "GET", sessionsPath)]) {
      expect(reply.status).to.equal(500);
      expect(json(reply).message).to.include("breaks the contract");
    }
    expect(sim.contractViolations).to.have.length(2);
    expect(sim.contractViolations[0]).to.include("GetSession").and.include("/fingerprintUUID");
    expect(sim.contractViolations[1]).to.include("ListSessions").and.include("/fingerprintUUID");
  });
});
