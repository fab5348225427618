import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { Simulator, Switches } from "../../simulator/index";
import type { Reply, ShownSession } from "./fixtures";
import {
  call,
  create,
  end,
  get,
  json,
  list,
  minutes,
  patch,
  post,
  sessionsPath,
  shown,
  simulators,
  start,
} from "./fixtures";

interface Views {
  created: ShownSession;
  read: ShownSession;
  listed: ShownSession;
}

/** Creates a session, and returns it from the responses to the create, a GET and a list. */
async function createAndRead(sim: Simulator, body: object = {}): Promise<Views> {
  const created = await create(sim, body);
  const read = shown(await get(sim, created.sessionUUID));
  return { created, read, listed: (await list(sim))[0]! };
}

describe("simulator: switches of responses", () => {
  const simulate = simulators();

  const iso = "2030-01-01T00:00:00";
  const timestamps: { switches: Partial<Switches>; read: string; listed: string }[] = [
    { switches: { timestampZone: "utc" }, read: `${iso}.000Z`, listed: `${iso}.000Z` },
    { switches: { timestampZone: "none" }, read: `${iso}.000`, listed: `${iso}.000` },
    { switches: { timestampPrecision: "milliseconds" }, read: `${iso}.000Z`, listed: `${iso}.000Z` },
    { switches: { timestampPrecision: "seconds" }, read: `${iso}Z`, listed: `${iso}Z` },
    { switches: { timestampPrecision: "microseconds" }, read: `${iso}.000417Z`, listed: `${iso}.000417Z` },
    { switches: { timestampPrecision: "mixed" }, read: `${iso}.000Z`, listed: `${iso}Z` },
    { switches: { timestampPrecision: "mixed", timestampZone: "none" }, read: `${iso}.000`, listed: iso },
    {
      switches: { timestampOffsetMinutes: 1 },
      read: "2030-01-01T00:01:00.000Z",
      listed: "2030-01-01T00:01:00.000Z",
    },
    {
      switches: { timestampOffsetMinutes: -60 },
      read: "2029-12-31T23:00:00.000Z",
      listed: "2029-12-31T23:00:00.000Z",
    },
  ];
  for (const { switches, read: expected, listed: inList } of timestamps) {
    it(`writes timestamps as ${expected}, and in a list as ${inList}, with ${JSON.stringify(switches)}`, async () => {
      const sim = await simulate({ switches });
      const { created, read, listed } = await createAndRead(sim);
      for (const field of ["createdAt", "updatedAt"] as const) {
        expect([created[field], read[field], listed[field]], field).to.deep.equal([
          expected,
          expected,
          inList,
        ]);
      }
      expect((await get(sim, created.sessionUUID)).headers.date).to.equal(new Date(start).toUTCString());
      expect(sim.contractViolations).to.deep.equal([]);
    });
  }

  it("drops the fraction of a second without rounding", async () => {
    const sim = await simulate({ switches: { timestampPrecision: "seconds" } });
    sim.advance(999);
    expect((await create(sim)).createdAt).to.equal(`${iso}Z`);
  });

  const cases: { idCase: Switches["idCase"]; upper: (keyof Views)[] }[] = [
    { idCase: "lower", upper: [] },
    { idCase: "upper-on-get", upper: ["read"] },
    { idCase: "upper-everywhere", upper: ["created", "read", "listed"] },
  ];
  for (const { idCase, upper } of cases) {
    it(`writes ids in upper case in [${upper.join()}] with idCase ${idCase}`, async () => {
      const sim = await simulate({ switches: { idCase } });
      const fingerprintUUID = randomUUID();
      const seen = await createAndRead(sim, { fingerprintUUID });
      const { sessionUUID } = sim.sessions()[0]!;
      for (const view of ["created", "read", "listed"] as const) {
        const written = (id: string): string => (upper.includes(view) ? id.toUpperCase() : id);
        expect(seen[view].sessionUUID, view).to.equal(written(sessionUUID));
        expect(seen[view].fingerprintUUID, view).to.equal(written(fingerprintUUID));
      }
      expect(sim.ledger.slice(0, 2).map((entry) => entry.sessionUUID)).to.deep.equal([
        sessionUUID,
        sessionUUID,
      ]);
      expect(sim.contractViolations).to.deep.equal([]);
    });
  }

  it("finds a session by its id in any case", async () => {
    const sim = await simulate();
    const { sessionUUID } = await create(sim);
    const id = sessionUUID.toUpperCase();
    expect(shown(await get(sim, id)).sessionUUID).to.equal(sessionUUID);
    expect((await patch(sim, id, 9)).status).to.equal(200);
    sim.setLease(id, 8);
    expect((await end(sim, id)).status).to.equal(200);
    expect(sim.ledger.map((entry) => entry.sessionUUID)).to.deep.equal(Array(4).fill(sessionUUID));
  });

  for (const [updatedAtItself, moved] of [
    ["still", 0],
    ["moves", 60_000],
  ] as const) {
    it(`moves updatedAt by ${moved} ms after a minute without a change with updatedAtItself ${updatedAtItself}`, async () => {
      const sim = await simulate({ switches: { updatedAtItself } });
      const created = await create(sim);
      sim.advance(minutes(1));
      const read = shown(await get(sim, created.sessionUUID));
      expect(Date.parse(read.updatedAt) - Date.parse(created.updatedAt)).to.equal(moved);
      expect((await list(sim))[0]!.updatedAt).to.equal(read.updatedAt);
      expect(read.createdAt).to.equal(created.createdAt);
    });
  }

  const creates: { createResponse: Switches["createResponse"]; status: number; fields: number }[] = [
    { createResponse: "200", status: 200, fields: 10 },
    { createResponse: "201", status: 201, fields: 10 },
    { createResponse: "202-id-only", status: 202, fields: 2 },
  ];
  for (const { createResponse, status, fields } of creates) {
    it(`responds ${status} with ${fields} fields to a create with createResponse ${createResponse}`, async () => {
      const sim = await simulate({ switches: { createResponse } });
      const reply = await post(sim);
      const { sessionUUID } = sim.running()[0]!;
      expect(reply.status).to.equal(status);
      expect(json(reply)).to.include({ sessionUUID, status: "running" });
      expect(Object.keys(json(reply))).to.have.length(fields);
      expect(sim.ledger[0]).to.include({ status, sessionUUID });
      expect((await post(sim, { leaseTime: 0 })).status).to.equal(400);
      expect(sim.contractViolations).to.deep.equal([]);
    });
  }

  const bodies: {
    emptyBody: Switches["emptyBody"];
    status: number;
    text: string;
    type: string | undefined;
  }[] = [
    { emptyBody: "object", status: 200, text: "{}", type: "application/json" },
    { emptyBody: "none-204", status: 204, text: "", type: undefined },
    { emptyBody: "null", status: 200, text: "null", type: "application/json" },
    { emptyBody: "true", status: 200, text: "true", type: "application/json" },
    { emptyBody: "array", status: 200, text: "[]", type: "application/json" },
    { emptyBody: "text", status: 200, text: "OK", type: "text/plain" },
  ];
  for (const { emptyBody, status, text, type } of bodies) {
    it(`responds ${status} "${text}" to PATCH and DELETE with emptyBody ${emptyBody}`, async () => {
      const sim = await simulate({ switches: { emptyBody, endLag: "ending" } });
      const { sessionUUID } = await create(sim);
      const second = await create(sim);
      const check = (reply: Reply, expected: number): void => {
        expect(reply).to.include({ status: expected, text });
        if (reply.status === 204) expect(reply.headers).to.not.have.property("content-length");
        expect(reply.headers["content-type"]?.toString().split(";")[0]).to.equal(type);
      };
      check(await patch(sim, sessionUUID, 9), status);
      check(await end(sim, sessionUUID), 202);
      sim.setSwitches({ endLag: "none" });
      check(await end(sim, second.sessionUUID), status);
      expect((await patch(sim, randomUUID(), 9)).status).to.equal(404);
      expect(sim.contractViolations).to.deep.equal([]);
    });
  }

  const optionals: { switches: Partial<Switches>; passwords: unknown[] }[] = [
    { switches: { absentOptional: "absent" }, passwords: [undefined, undefined, undefined] },
    { switches: { absentOptional: "null" }, passwords: [null, null, null] },
  ];
  for (const { switches, passwords } of optionals) {
    it(`writes an absent vncPassword as ${String(passwords[0])} with ${JSON.stringify(switches)}`, async () => {
      const sim = await simulate({ switches });
      const { created, read, listed } = await createAndRead(sim, { isVncEnabled: false });
      expect([created, read, listed].map((session) => session.vncPassword)).to.deep.equal(passwords);
      sim.setSwitches({ vncPassword: "create-only" });
      const withVnc = await create(sim, { isVncEnabled: true });
      expect(withVnc.vncPassword).to.match(/^vnc-/);
      expect(shown(await get(sim, withVnc.sessionUUID)).vncPassword).to.equal(passwords[0]);
      expect(sim.contractViolations).to.deep.equal([]);
    });
  }

  const lists: { switches: Partial<Switches>; empty: string; extra: unknown[] }[] = [
    { switches: { emptyList: "array" }, empty: '{"sessions":[]}', extra: [] },
    { switches: { emptyList: "absent" }, empty: "{}", extra: [] },
    { switches: { emptyList: "null" }, empty: '{"sessions":null}', extra: [] },
    { switches: { listExtra: "none" }, empty: '{"sessions":[]}', extra: [] },
    {
      switches: { listExtra: "unreadable" },
      empty: '{"sessions":[{"sessionUUID":5},null]}',
      extra: [{ sessionUUID: 5 }, null],
    },
  ];
  for (const { switches, empty, extra } of lists) {
    it(`writes an empty list as ${empty} with ${JSON.stringify(switches)}`, async () => {
      const sim = await simulate({ switches });
      expect((await call(sim.url, "GET", sessionsPath)).text).to.equal(empty);
      const session = await create(sim);
      expect(await list(sim)).to.have.deep.members([session, ...extra]);
      expect(sim.contractViolations).to.deep.equal([]);
    });
  }

  const codes: { endedCode: Switches["endedCode"]; code: string | undefined }[] = [
    { endedCode: "SESSION_NOT_FOUND", code: "SESSION_NOT_FOUND" },
    { endedCode: "NOT_FOUND", code: "NOT_FOUND" },
    { endedCode: "none", code: undefined },
  ];
  for (const { endedCode, code } of codes) {
    it(`responds 404 with the code ${code} to a request for an ended session with endedCode ${endedCode}`, async () => {
      const sim = await simulate({ switches: { endedCode } });
      const { sessionUUID } = await create(sim);
      sim.endSession(sessionUUID);
      for (const id of [sessionUUID, randomUUID()]) {
        for (const reply of [await get(sim, id), await patch(sim, id, 5), await end(sim, id)]) {
          expect(reply.status).to.equal(404);
          expect(json(reply).code).to.equal(code);
          expect(json(reply).message).to.equal(`no session ${id}`);
        }
      }
      expect(
        json(await call(sim.url, "GET", sessionsPath, { headers: { "X-Api-Key": "x" } })),
      ).to.have.property("code");
      expect(sim.contractViolations).to.deep.equal([]);
    });
  }

  for (const [byteOrderMark, mark] of [
    ["none", ""],
    ["present", "\uFEFF"],
  ] as const) {
    it(`starts JSON bodies with "${encodeURI(mark)}" with byteOrderMark ${byteOrderMark}`, async () => {
      const sim = await simulate({ switches: { byteOrderMark } });
      const created = await post(sim);
      expect(created.text.slice(0, mark.length + 2)).to.equal(`${mark}{"`);
      expect(created.headers["content-length"]).to.equal(String(Buffer.byteLength(created.text)));
      expect(await patch(sim, sim.running()[0]!.sessionUUID, 9)).to.include({
        status: 200,
        text: `${mark}{}`,
      });
      const errors = [await get(sim, "nobody"), await call(sim.url, "GET", "/nowhere")];
      for (const { text } of errors) expect(text.slice(0, mark.length + 2)).to.equal(`${mark}{"`);
      sim.setSwitches({ emptyBody: "text" });
      expect((await patch(sim, sim.running()[0]!.sessionUUID, 9)).text).to.equal("OK");
      expect((await call(sim.url, "GET", "/_simulator/clock")).text).to.match(/^\{"/);
    });
  }
});
