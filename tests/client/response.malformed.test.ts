import { expect } from "chai";
import { maxResponseBytes } from "../../provider/tasknet/transport";
import {
  anyId,
  body,
  createClient,
  operations,
  plainServers,
  rejection,
  reply,
  seed,
  simulators,
  wireSession,
} from "./fixtures";

describe("client: malformed responses", () => {
  const simulate = simulators();
  const serve = plainServers();

  const required = ["sessionUUID", "status", "currentLeaseTime", "createdAt", "updatedAt"];
  const optional = Object.keys(wireSession).filter((field) => !required.includes(field));
  for (const field of required) {
    for (const kind of ["missing-field", "wrong-type"] as const) {
      it(`rejects a response to CreateSession with ${kind === "missing-field" ? "a missing" : "a malformed"} ${field}, and keeps the id`, async () => {
        const malformed = `${kind}:${field}` as const;
        const sim = await simulate({ faults: [{ operation: "CreateSession", malformed }] });
        const error = await rejection(createClient(sim.url).client.createSession(body, {}));
        expect(error).to.include({ kind: "invalidResponse", status: 200, effect: "unknown" });
        expect(error.message).to.contain(field);
        const id = field === "sessionUUID" ? undefined : sim.running()[0]!.sessionUUID;
        expect(error).to.have.property("id", id);
        expect(sim.ledger).to.have.length(1);
      });
    }

    it(`skips a list entry whose ${field} is missing, and keeps its id`, async () => {
      const malformed = `missing-field:${field}` as const;
      const sim = await simulate({ faults: [{ operation: "ListSessions", malformed }] });
      const id = await seed(sim);
      const warnings: string[] = [];
      const list = await createClient(sim.url).client.listAll({ onWarning: (text) => warnings.push(text) });
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
        const session = await createClient(server.url).client.getSession(anyId);
        expect(session[field]).to.be.undefined;
        expect(session).to.include({ sessionUUID: anyId, status: "running" });
      });
    }
  }

  for (const timestamp of ["createdAt", "updatedAt"]) {
    it(`rejects a response whose ${timestamp} is not a timestamp, and names the property`, async () => {
      const server = await serve((_, response) => {
        reply(response, 200, JSON.stringify({ ...wireSession, [timestamp]: "yesterday" }));
      });
      const error = await rejection(createClient(server.url).client.getSession(anyId));
      expect(error.message).to.contain(`${timestamp} is missing or malformed (is not a timestamp)`);
      expect(error).to.have.property("id", anyId);
    });
  }

  for (const sessionUUID of ["", "..", "a/b", "$(reboot)", "a b"])
    it(`rejects a response with the sessionUUID "${sessionUUID}"`, async () => {
      const server = await serve((_, response) => {
        reply(response, 200, JSON.stringify({ ...wireSession, sessionUUID }));
      });
      const error = await rejection(createClient(server.url).client.createSession(body, {}));
      expect(error.message).to.contain("sessionUUID");
      expect(error).to.have.property("id", undefined);
    });

  it("keeps the id of a truncated response to a create", async () => {
    const sim = await simulate({ faults: [{ operation: "CreateSession", malformed: "truncated-json" }] });
    const error = await rejection(createClient(sim.url).client.createSession(body, {}));
    expect(error.kind).to.equal("invalidResponse");
    expect(error.detail).to.equal("the response is not JSON");
    expect(error).to.have.property("id", sim.running()[0]!.sessionUUID);
  });

  const withoutContent = operations.filter(({ name }) => name === "UpdateSession" || name === "EndSession");
  const withContent = operations.filter((operation) => !withoutContent.includes(operation));

  for (const { name, run } of withoutContent) {
    for (const text of ["", "{}", "null", "true", "[]", '"OK"', "OK", "3"]) {
      it(`accepts ${JSON.stringify(text)} as the response to ${name}`, async () => {
        const server = await serve((_, response) => response.writeHead(200).end(text));
        await run(createClient(server.url).client, anyId);
        expect(server.received).to.have.length(1);
      });
    }

    it(`rejects a web page as the response to ${name}`, async () => {
      const server = await serve((_, response) => response.writeHead(200).end("<html>log in</html>"));
      const error = await rejection(run(createClient(server.url).client, anyId));
      expect(error).to.include({ kind: "invalidResponse", detail: "the response is a web page" });
    });
  }

  for (const { name, run } of withContent) {
    for (const text of ["", "OK", "[]", "null", '"text"', "3", "{"]) {
      it(`rejects ${JSON.stringify(text)} as the response to ${name}, without a retry`, async () => {
        const server = await serve((_, response) => {
          reply(response, 200, text);
        });
        const error = await rejection(run(createClient(server.url).client, anyId));
        expect(error).to.include({ kind: "invalidResponse", status: 200, id: undefined });
        expect(server.received).to.have.length(1);
      });
    }
  }

  it("reads a list without sessions in each of its forms, even after a byte order mark", async () => {
    for (const text of ["{}", '{"sessions":null}', '{"sessions":[]}', '\uFEFF{"sessions":[]}']) {
      const server = await serve((_, response) => {
        reply(response, 200, text);
      });
      expect(await createClient(server.url).client.listSessions(), text).to.deep.equal([]);
    }
  });

  for (const { name, run } of operations) {
    it(`rejects a response to ${name} that exceeds the maximum length, without a retry`, async () => {
      const sim = await simulate();
      const id = await seed(sim);
      sim.addFault({ operation: name, malformed: "huge" });
      const error = await rejection(run(createClient(sim.url).client, id));
      expect(error.kind).to.equal("invalidResponse");
      expect(error.detail).to.equal(`the response is longer than ${maxResponseBytes} bytes`);
      expect(sim.ledger).to.have.length(1);
    });
  }

  it("accepts a response of exactly the maximum length", async () => {
    const empty = JSON.stringify({ padding: "" });
    const server = await serve((_, response) => {
      reply(response, 200, JSON.stringify({ padding: "x".repeat(maxResponseBytes - empty.length) }));
    });
    expect(await createClient(server.url).client.listSessions()).to.deep.equal([]);
  });
});
