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

  const required = ["sessionUUID", "status", "currentLeaseTime", "createdAt", "updatedAt"];
  const optional = Object.keys(wireSession).filter((field) => !required.includes(field));
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

    it(`skips a list entry whose ${field} is missing, and keeps its id`, async () => {
      const malformed = `missing-field:${field}` as const;
      const sim = await simulate({ faults: [{ operation: "ListSessions", malformed }] });
      const id = await seed(sim);
      const warnings: string[] = [];
      const list = await kit(sim.url).client.listAll({ onWarning: (text) => warnings.push(text) });
      expect(list).to.deep.equal({
        sessions: [],
        unreadableIds: field === "sessionUUID" ? [] : [id],
        unreadableCount: 1,
        hasUnidentified: field === "sessionUUID",
      });
      expect(warnings).to.have.length(1);
    });
  }

  for (const field of optional) {
    for (const value of [undefined, null, 42, {}]) {
      it(`reads a session whose ${field} is ${JSON.stringify(value)} as one without it`, async () => {
        const server = await serve((_, response) => {
          reply(response, 200, JSON.stringify({ ...wireSession, [field]: value }));
        });
        const session = await kit(server.url).client.getSession(anyId);
        expect(session[field]).to.be.undefined;
        expect(session).to.include({ sessionUUID: anyId, status: "running" });
      });
    }
  }

  for (const moment of ["createdAt", "updatedAt"]) {
    it(`a ${moment} that is not a timestamp is an error that names it`, async () => {
      const server = await serve((_, response) => {
        reply(response, 200, JSON.stringify({ ...wireSession, [moment]: "yesterday" }));
      });
      const error = await rejection(kit(server.url).client.getSession(anyId));
      expect(error.message).to.contain(`${moment} is missing or malformed (is not a timestamp)`);
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
    expect(error.detail).to.equal("the response is not JSON");
    expect(error).to.have.property("sessionUUID", sim.running()[0]!.sessionUUID);
  });

  const silent = operations.filter(({ name }) => name === "UpdateSession" || name === "EndSession");
  const owing = operations.filter((operation) => !silent.includes(operation));

  for (const { name, run } of silent) {
    for (const text of ["", "{}", "null", "true", "[]", '"OK"', "OK", "3"]) {
      it(`accepts ${JSON.stringify(text)} as the response to ${name}`, async () => {
        const server = await serve((_, response) => response.writeHead(200).end(text));
        await run(kit(server.url).client, anyId);
        expect(server.heard).to.have.length(1);
      });
    }

    it(`takes no web page for the response to ${name}`, async () => {
      const server = await serve((_, response) => response.writeHead(200).end("<html>log in</html>"));
      const error = await rejection(run(kit(server.url).client, anyId));
      expect(error).to.include({ kind: "invalidResponse", detail: "the response is a web page" });
    });
  }

  for (const { name, run } of owing) {
    for (const text of ["", "OK", "[]", "null", '"text"', "3", "{"]) {
      it(`rejects ${JSON.stringify(text)} as the response to ${name}, without a retry`, async () => {
        const server = await serve((_, response) => {
          reply(response, 200, text);
        });
        const error = await rejection(run(kit(server.url).client, anyId));
        expect(error).to.include({ kind: "invalidResponse", status: 200, sessionUUID: undefined });
        expect(server.heard).to.have.length(1);
      });
    }
  }

  it("reads a list without sessions in each of its forms, also behind a byte order mark", async () => {
    for (const text of ["{}", '{"sessions":null}', '{"sessions":[]}', '\uFEFF{"sessions":[]}']) {
      const server = await serve((_, response) => {
        reply(response, 200, text);
      });
      expect(await kit(server.url).client.listSessions(), text).to.deep.equal([]);
    }
  });

  for (const { name, run } of operations) {
    it(`${name}: an answer longer than the bound is not read to its end, and not asked for again`, async () => {
      const sim = await simulate();
      const id = await seed(sim);
      sim.addFault({ operation: name, malformed: "huge" });
      const error = await rejection(run(kit(sim.url).client, id));
      expect(error.kind).to.equal("invalidResponse");
      expect(error.detail).to.equal(`the response is longer than ${maxResponseBytes} bytes`);
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
