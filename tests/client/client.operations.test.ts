import { expect } from "chai";
import {
  anyId,
  body,
  createClient,
  operations,
  plainServers,
  rejection,
  reply,
  seed,
  sessionsPath,
  settings,
  simulators,
  start,
  wireSession,
} from "./fixtures";

describe("client: the five operations", () => {
  const simulate = simulators();
  const serve = plainServers();

  const always = [
    "accept",
    "accept-encoding",
    "connection",
    "host",
    "user-agent",
    "x-api-key",
    "x-api-key-id",
  ];
  const withBody = ["content-length", "content-type"];
  const requests: Record<string, { headers: string[]; body: string }> = {
    ListSessions: { headers: always, body: "" },
    CreateSession: { headers: [...always, ...withBody], body: JSON.stringify(body) },
    GetSession: { headers: always, body: "" },
    UpdateSession: { headers: [...always, ...withBody], body: '{"newLeaseTime":7}' },
    EndSession: { headers: always, body: "" },
  };
  const responses: Record<string, object> = {
    ListSessions: { sessions: [wireSession] },
    CreateSession: wireSession,
    GetSession: wireSession,
    UpdateSession: {},
    EndSession: {},
  };

  for (const { name, method, path, run } of operations) {
    it(`sends only the method, path, headers and body of ${name}`, async () => {
      const server = await serve((_, response) => {
        reply(response, 200, JSON.stringify(responses[name]));
      });
      await run(createClient(server.url).client, anyId);
      expect(server.received).to.have.length(1);
      const [request] = server.received;
      expect(request).to.include({ method, url: path(anyId), body: requests[name]!.body });
      expect(Object.keys(request!.headers)).to.have.members(requests[name]!.headers);
      expect(request!.headers).to.include({
        "x-api-key": settings.apiKey,
        "x-api-key-id": settings.apiKeyId,
        accept: "application/json",
        "user-agent": "pulumi-tasknet/1.2.3",
      });
    });

    it(`sends one call for ${name} that conforms to the contract`, async () => {
      const sim = await simulate();
      const id = await seed(sim);
      await run(createClient(sim.url).client, id);
      expect(sim.ledger.map((entry) => [entry.operation, entry.path, entry.status])).to.deep.equal([
        [name, path(id), 200],
      ]);
    });

    it(`leaves no timer after ${name}`, async () => {
      const sim = await simulate();
      const { client, timers } = createClient(sim.url);
      await run(client, await seed(sim));
      await rejection(run(createClient(sim.url, { timers }, { apiKey: "wrong" }).client, anyId));
      expect(timers.pending).to.deep.equal([]);
    });
  }

  const secretHeaders = [
    { given: "environmentId", header: "x-environment-id" },
    { given: "environmentSecret", header: "x-environment-secret" },
    { given: "fingerprintSecret", header: "x-fingerprint-secret" },
  ];
  for (const { given, header } of secretHeaders) {
    it(`sends only ${given} as ${header} in CreateSession`, async () => {
      const server = await serve((_, response) => {
        reply(response, 200, JSON.stringify(wireSession));
      });
      await createClient(server.url).client.createSession(body, { [given]: "some-value" });
      const { headers } = server.received[0]!;
      expect(headers[header]).to.equal("some-value");
      expect(Object.keys(headers)).to.have.members([...always, ...withBody, header]);
      expect(server.received[0]!.body).to.not.contain("some-value");
    });
  }

  it("sends every given optional field in CreateSession", async () => {
    const server = await serve((_, response) => {
      reply(response, 200, JSON.stringify(wireSession));
    });
    const full = { ...body, fingerprintUUID: anyId, showMouse: true, isProxyEnabled: false };
    await createClient(server.url).client.createSession(full, {});
    expect(JSON.parse(server.received[0]!.body)).to.deep.equal(full);
    expect(server.received[0]!.headers["content-type"]).to.equal("application/json");
  });

  it("encodes the mode as one segment of the path", async () => {
    const server = await serve((_, response) => {
      reply(response, 200, "{}");
    });
    await createClient(server.url, {}, { mode: "pub/lic" }).client.listSessions();
    expect(server.received[0]!.url).to.equal("/pub%2Flic/v1/sessions");
  });

  it("returns what the service stores throughout the lifecycle of a session", async () => {
    const sim = await simulate();
    const { client } = createClient(sim.url);
    const created = await client.createSession({ ...body, isVncEnabled: true }, {});
    const [held] = sim.running();
    expect(created).to.deep.equal({
      sessionUUID: held!.sessionUUID,
      fingerprintUUID: held!.fingerprintUUID,
      currentLeaseTime: 5,
      isVncEnabled: true,
      vncPassword: held!.vncPassword,
      createdAt: new Date(start).toISOString(),
      updatedAt: new Date(start).toISOString(),
      driver: "puppeteer",
      status: "running",
      vncMode: "ro",
    });
    expect(await client.getSession(created.sessionUUID)).to.deep.equal(created);
    expect(await client.listSessions()).to.deep.equal([created]);
    await client.updateSession(created.sessionUUID, 42);
    expect(sim.running()[0]!.leaseMinutes).to.equal(42);
    await client.endSession(created.sessionUUID);
    expect(sim.running()).to.deep.equal([]);
    expect(await client.listSessions()).to.deep.equal([]);
    expect((await rejection(client.getSession(created.sessionUUID))).kind).to.equal("notFound");
  });

  it("reads a list without `sessions` as empty", async () => {
    const sim = await simulate({
      faults: [{ operation: "ListSessions", malformed: "missing-field:sessions" }],
    });
    await seed(sim);
    expect(await createClient(sim.url).client.listSessions()).to.deep.equal([]);
  });

  it("accepts properties and values that the contract does not contain", async () => {
    const newer = { ...wireSession, status: "paused", driver: "webdriver", vncMode: "wo", region: { id: 3 } };
    const server = await serve(({ url }, response) => {
      reply(response, 200, JSON.stringify(url === sessionsPath ? { sessions: [newer], next: 1 } : newer));
    });
    const { client } = createClient(server.url);
    expect(await client.getSession(anyId)).to.deep.equal(newer);
    expect(await client.listSessions()).to.deep.equal([newer]);
  });

  it("accepts a session without a VNC password", async () => {
    const server = await serve((_, response) => {
      reply(response, 200, JSON.stringify({ ...wireSession, vncPassword: undefined }));
    });
    expect(await createClient(server.url).client.getSession(anyId)).to.not.have.property("vncPassword");
  });

  for (const text of ['{"status":"ok","extra":1}', "{}"]) {
    it(`accepts any object, such as ${text}, as the response to UpdateSession and EndSession`, async () => {
      const server = await serve((_, response) => {
        reply(response, 200, text);
      });
      const { client } = createClient(server.url);
      await client.updateSession(anyId, 1);
      await client.endSession(anyId);
      expect(server.received).to.have.length(2);
    });
  }

  describe("with an invalid id", () => {
    const onOneSession = operations.filter(({ path }) => path(anyId) !== sessionsPath);
    for (const id of ["", "..", ".", "a/b", "a?b", "a#b", "%2e%2e", "a b", "a\n", "a\\b", "é"]) {
      it(`rejects ${JSON.stringify(id)} as an id without a request`, async () => {
        const sim = await simulate();
        for (const { run } of onOneSession) {
          const error = await rejection(run(createClient(sim.url).client, id));
          expect(error).to.include({ kind: "badRequest", effect: "none", path: sessionsPath });
          expect(error.detail).to.contain("nothing was sent");
        }
        expect(sim.ledger).to.deep.equal([]);
      });
    }
  });

  describe("after a redirect", () => {
    for (const status of [301, 302, 303, 307, 308]) {
      it(`does not follow a redirect with ${status}, and sends no credential to its target`, async () => {
        const target = await serve((_, response) => {
          reply(response, 200, JSON.stringify({ ...wireSession, sessions: [] }));
        });
        const server = await serve((_, response) => {
          response.writeHead(status, { Location: `${target.url}/elsewhere` }).end();
        });
        const secrets = { environmentId: "e", environmentSecret: "e-secret", fingerprintSecret: "f-secret" };
        const { client } = createClient(server.url);
        const calls = [
          ...operations.map(({ run }) => run(client, anyId)),
          client.createSession(body, secrets),
        ];
        for (const error of await Promise.all(calls.map(rejection))) {
          expect(error).to.include({ kind: "redirect", status, effect: "none" });
          expect(error.message).to.contain("redirect").and.not.contain(target.url);
        }
        expect(server.received).to.have.length(calls.length);
        expect(target.received).to.deep.equal([]);
        expect(target.connections).to.equal(0);
      });
    }
  });

  it("keeps the connection alive between calls", async () => {
    const server = await serve(({ method }, response) => {
      reply(response, 200, JSON.stringify(method === "GET" ? { sessions: [] } : {}));
    });
    const { client } = createClient(server.url);
    for (let calls = 0; calls < 5; calls += 1) {
      await client.listSessions();
      await client.updateSession(anyId, 5);
      await client.endSession(anyId);
    }
    expect(server.received).to.have.length(15);
    expect(server.connections).to.equal(1);
  });

  it("shares idle connections among the clients of the process", async () => {
    const server = await serve((_, response) => {
      reply(response, 200, "{}");
    });
    for (let clients = 0; clients < 3; clients += 1) await createClient(server.url).client.listSessions();
    expect(server.connections).to.equal(1);
  });
});
