import { expect } from "chai";
import { maxResponseBytes } from "../../provider/tasknet/transport";
import {
  anyId,
  body,
  kit,
  operations,
  plainServers,
  rejection,
  reply,
  seed,
  simulators,
  wireSession,
} from "./fixtures";

describe("client: answers that break the contract", () => {
  const simulate = simulators();
  const serve = plainServers();

  const required = Object.keys(wireSession).filter((field) => field !== "vncPassword");
  for (const field of required) {
    for (const kind of ["missing-field", "wrong-type"] as const) {
      it(`CreateSession, ${kind} ${field}: an error that names it and keeps the id`, async () => {
        const malformed = `${kind}:${field}` as const;
        const sim = await simulate({ faults: [{ operation: "CreateSession", malformed }] });
        const error = await rejection(kit(sim.url).client.createSession(body, {}));
        expect(error).to.include({ kind: "invalidResponse", status: 200, effect: "unknown" });
        expect(error.message).to.contain(field);
        const id = field === "sessionUUID" ? undefined : sim.running()[0]!.sessionUUID;
        expect(error).to.have.property("sessionUUID", id);
        expect(sim.ledger).to.have.length(1);
      });
    }

    it(`ListSessions, missing ${field}: an error that names it`, async () => {
      const malformed = `missing-field:${field}` as const;
      const sim = await simulate({ faults: [{ operation: "ListSessions", malformed }] });
      await seed(sim);
      const error = await rejection(kit(sim.url).client.listSessions());
      expect(error.kind).to.equal("invalidResponse");
      expect(error.message).to.contain(`sessions.0.${field}`);
    });
  }

  for (const moment of ["createdAt", "updatedAt"]) {
    it(`a ${moment} that is no date is an error that names it`, async () => {
      const server = await serve((_, response) => {
        reply(response, 200, JSON.stringify({ ...wireSession, [moment]: "yesterday" }));
      });
      const error = await rejection(kit(server.url).client.getSession(anyId));
      expect(error.message).to.contain(`${moment} is missing or malformed (is not a date-time)`);
      expect(error).to.have.property("sessionUUID", anyId);
    });
  }

  for (const sessionUUID of ["", "..", "a/b", "$(reboot)", "a b"])
    it(`a sessionUUID "${sessionUUID}" is an error`, async () => {
      const server = await serve((_, response) => {
        reply(response, 200, JSON.stringify({ ...wireSession, sessionUUID }));
      });
      const error = await rejection(kit(server.url).client.createSession(body, {}));
      expect(error.message).to.contain("sessionUUID");
      expect(error).to.have.property("sessionUUID", undefined);
    });

  it("a truncated create answer keeps the id", async () => {
    const sim = await simulate({ faults: [{ operation: "CreateSession", malformed: "truncated-json" }] });
    const error = await rejection(kit(sim.url).client.createSession(body, {}));
    expect(error.kind).to.equal("invalidResponse");
    expect(error.detail).to.equal("the answer is no JSON");
    expect(error).to.have.property("sessionUUID", sim.running()[0]!.sessionUUID);
  });

  for (const { name, run } of operations.filter(
    ({ name }) => name === "UpdateSession" || name === "EndSession",
  )) {
    it(`${name}, empty: tells as much as the bare object that is owed`, async () => {
      const sim = await simulate();
      const id = await seed(sim);
      sim.addFault({ operation: name, malformed: "empty" });
      expect(await run(kit(sim.url).client, id)).to.be.undefined;
      expect(sim.ledger).to.have.length(1);
    });
  }

  for (const malformed of ["not-json", "empty"] as const) {
    for (const { name, run } of operations) {
      if (malformed === "empty" && (name === "UpdateSession" || name === "EndSession")) continue;
      it(`${name}, ${malformed}: an error without an id, and no second try`, async () => {
        const sim = await simulate();
        const id = await seed(sim);
        sim.addFault({ operation: name, malformed });
        const error = await rejection(run(kit(sim.url).client, id));
        expect(error).to.include({ kind: "invalidResponse", status: 200, sessionUUID: undefined });
        expect(sim.ledger).to.have.length(1);
      });
    }
  }

  for (const answer of ["[]", "null", '"text"', "3"]) {
    it(`JSON that is no object (${answer}) is an error for every operation`, async () => {
      const server = await serve((_, response) => {
        reply(response, 200, answer);
      });
      for (const { run } of operations) {
        const error = await rejection(run(kit(server.url).client, anyId));
        expect(error.kind).to.equal("invalidResponse");
        expect(error.message).to.contain("the answer is missing or malformed");
      }
    });
  }

  for (const { name, run } of operations) {
    it(`${name}: an answer longer than the bound is not read to its end, and not asked for again`, async () => {
      const sim = await simulate();
      const id = await seed(sim);
      sim.addFault({ operation: name, malformed: "huge" });
      const error = await rejection(run(kit(sim.url).client, id));
      expect(error.kind).to.equal("invalidResponse");
      expect(error.detail).to.equal(`the answer is longer than ${maxResponseBytes} bytes`);
      expect(sim.ledger).to.have.length(1);
    });
  }

  it("an answer just within the bound passes", async () => {
    const empty = JSON.stringify({ padding: "" });
    const server = await serve((_, response) => {
      reply(response, 200, JSON.stringify({ padding: "x".repeat(maxResponseBytes - empty.length) }));
    });
    expect(await kit(server.url).client.listSessions()).to.deep.equal([]);
  });
});
