import { status } from "@grpc/grpc-js";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { expect } from "chai";
import type { Plugin, Raw } from "./fixtures";
import {
  anyId,
  calls,
  failure,
  fingerprintA,
  providerStarter,
  secret,
  struct,
  unknown,
  until,
} from "./fixtures";

const sessionType = "tasknet:index:Session";
const infoNames = [
  ...["sessionUUID", "fingerprintUUID", "currentLeaseTime", "driver", "isVncEnabled", "vncMode", "status"],
  ...["createdAt", "updatedAt"],
];

describe("Invoke", () => {
  const startProvider = providerStarter();

  it("returns all properties of a session except its VNC password from getSession", async () => {
    const { plugin, sim } = await startProvider();
    const { id } = await plugin.make({ isVncEnabled: true });
    sim.clearLedger();
    const info = await plugin.invoke("tasknet:index:getSession", { sessionUUID: id });
    expect(info).to.have.all.keys(infoNames);
    expect(info).to.include({ sessionUUID: id, status: "running", isVncEnabled: true, currentLeaseTime: 30 });
    expect(calls(sim)).to.deep.equal(["GetSession"]);
  });

  it("accepts a secret id in getSession", async () => {
    const { plugin } = await startProvider();
    const { id } = await plugin.make();
    const info = await plugin.invoke("tasknet:index:getSession", { sessionUUID: secret(id) });
    expect(info.sessionUUID).to.equal(id);
  });

  it("returns a secret from getVncPassword", async () => {
    const { plugin, sim } = await startProvider();
    const { id } = await plugin.make({ isVncEnabled: true });
    expect(await plugin.invoke("tasknet:index:getVncPassword", { sessionUUID: id })).to.deep.equal({
      vncPassword: secret(sim.sessions()[0]?.vncPassword),
    });
  });

  it("returns no password from getVncPassword if the service shows none", async () => {
    const { plugin } = await startProvider();
    const { id } = await plugin.make();
    expect(await plugin.invoke("tasknet:index:getVncPassword", { sessionUUID: id })).to.deep.equal({});
  });

  it("lists sessions with getSessions without VNC passwords and secret marks", async () => {
    const { plugin } = await startProvider();
    const made = [await plugin.make({ isVncEnabled: true }), await plugin.make()];
    const { sessions } = (await plugin.invoke("tasknet:index:getSessions", {})) as { sessions: Raw[] };
    expect(sessions.map(({ sessionUUID }) => sessionUUID)).to.deep.equal(made.map(({ id }) => id));
    for (const session of sessions) expect(session).to.have.all.keys(infoNames);
  });

  it("returns an empty list from getSessions for an empty account", async () => {
    const { plugin } = await startProvider();
    expect(await plugin.invoke("tasknet:index:getSessions", {})).to.deep.equal({ sessions: [] });
  });

  for (const token of ["tasknet:index:getSession", "tasknet:index:getVncPassword"]) {
    const refusals: [string, Raw, status, RegExp][] = [
      [
        "an unknown session",
        { sessionUUID: anyId },
        status.NOT_FOUND,
        /does not exist or has ended\. The input sessionUUID names it/,
      ],
      ["a missing id", {}, status.INVALID_ARGUMENT, /^sessionUUID is required/],
      ["a null id", { sessionUUID: null }, status.INVALID_ARGUMENT, /^sessionUUID is required/],
      ["an empty id", { sessionUUID: "" }, status.INVALID_ARGUMENT, /^sessionUUID is required/],
      ["a number as the id", { sessionUUID: 5 }, status.INVALID_ARGUMENT, /^sessionUUID is required/],
      [
        "an id that is not a UUID",
        { sessionUUID: "../x" },
        status.INVALID_ARGUMENT,
        /"\.\.\/x" is not a session's UUID/,
      ],
      [
        "a misspelt argument",
        { sessionUuid: anyId },
        status.INVALID_ARGUMENT,
        /did you mean "sessionUUID"\?$/,
      ],
    ];
    for (const [name, args, code, text] of refusals) {
      it(`refuses ${name} in ${token}`, async () => {
        const { plugin } = await startProvider();
        const error = await failure(plugin.invoke(token, args));
        expect(error.code).to.equal(code);
        expect(error.details).to.match(text);
      });
    }

    it(`returns a terminated session from ${token} while the service shows it`, async () => {
      const { plugin, sim } = await startProvider({ sim: { switches: { getEnded: "terminated" } } });
      const { id } = await plugin.make({ isVncEnabled: true });
      sim.endSession(id);
      const result = await plugin.invoke(token, { sessionUUID: id });
      const expected =
        token === "tasknet:index:getSession"
          ? { sessionUUID: id, status: "terminated" }
          : { vncPassword: secret(sim.sessions()[0]?.vncPassword) };
      expect(result).to.deep.include(expected);
    });

    it(`fails in ${token} with a refused key`, async () => {
      const { plugin, sim } = await startProvider();
      sim.setAccounts([]);
      const error = await failure(plugin.invoke(token, { sessionUUID: anyId }));
      expect(error.code).to.equal(status.UNAUTHENTICATED);
    });
  }

  it("refuses an unknown argument of getSessions, without a request", async () => {
    const { plugin, sim } = await startProvider();
    const error = await failure(plugin.invoke("tasknet:index:getSessions", { drivr: "api" }));
    expect(error.code).to.equal(status.INVALID_ARGUMENT);
    expect(error.details).to.equal('tasknet:index:getSessions takes no "drivr"; did you mean "driver"?');
    expect(calls(sim)).to.deep.equal([]);
  });

  for (const token of ["tasknet:index:getSesion", "", "__proto__", "toString"]) {
    it(`refuses the unknown function "${token}"`, async () => {
      const { plugin } = await startProvider();
      const error = await failure(plugin.invoke(token, {}));
      expect(error).to.include({ code: status.UNIMPLEMENTED, details: `there is no function ${token}` });
    });
  }
});

/** The two methods that list sessions, each as a function that returns ids. */
const methods: [string, (plugin: Plugin, query: Raw) => Promise<unknown[]>][] = [
  [
    "getSessions",
    async (plugin, query) => {
      const { sessions } = (await plugin.invoke("tasknet:index:getSessions", query)) as { sessions: Raw[] };
      return sessions.map(({ sessionUUID }) => sessionUUID);
    },
  ],
  [
    "List",
    async (plugin, query) => {
      const responses = await plugin.list(request().setQuery(struct(query)));
      return responses.map((response) => response.getResult()?.getId());
    },
  ],
];

function request(): proto.ListRequest {
  return new proto.ListRequest().setToken(sessionType);
}

describe("filters of a list", () => {
  const startProvider = providerStarter();
  for (const [method, list] of methods) {
    it(`lists only the sessions that match the filters of ${method}`, async () => {
      const { plugin, sim } = await startProvider({ sim: { switches: { listEnded: "terminated" } } });
      const api = await plugin.make({ driver: "api" });
      const fingerprinted = await plugin.make({ fingerprintUUID: fingerprintA });
      const ended = await plugin.make();
      sim.endSession(ended.id);
      expect(await list(plugin, {})).to.deep.equal([api.id, fingerprinted.id]);
      expect(await list(plugin, { driver: null, includeEnded: false })).to.have.length(2);
      expect(await list(plugin, { driver: "api" })).to.deep.equal([api.id]);
      expect(await list(plugin, { fingerprintUUID: fingerprintA })).to.deep.equal([fingerprinted.id]);
      expect(await list(plugin, { fingerprintUUID: fingerprintA.toUpperCase() })).to.deep.equal([
        fingerprinted.id,
      ]);
      expect(await list(plugin, { driver: "api", fingerprintUUID: fingerprintA })).to.deep.equal([]);
      expect(await list(plugin, { includeEnded: true })).to.deep.equal([api.id, fingerprinted.id, ended.id]);
    });
  }
});

describe("a slow list", () => {
  const startProvider = providerStarter();
  for (const [method, list] of methods) {
    it(`stops a slow ${method} at once on Cancel`, async () => {
      const { plugin, sim } = await startProvider();
      sim.addFault({ operation: "ListSessions", delayMs: 3_600_000 });
      const call = failure(list(plugin, {}));
      await until(() => sim.ledger.length === 1);
      await plugin.cancel();
      expect((await call).code).to.equal(status.CANCELLED);
    });
  }
});

describe("List", () => {
  const startProvider = providerStarter();

  it("lists each session by its id in one page", async () => {
    const { plugin } = await startProvider();
    const { id } = await plugin.make();
    const responses = await plugin.list(request().setPageSize(1));
    expect(responses.map((response) => response.toObject().result)).to.deep.equal([{ id, name: id }]);
  });

  const limits: [limit: number, shown: number][] = [
    [0, 3],
    [-1, 3],
    [2, 2],
    [3, 3],
    [9, 3],
  ];
  for (const [limit, shown] of limits) {
    it(`lists ${shown} of 3 sessions with a limit of ${limit}`, async () => {
      const { plugin, sim } = await startProvider();
      await Promise.all([plugin.make(), plugin.make(), plugin.make()]);
      sim.clearLedger();
      expect(await plugin.list(request().setLimit(limit))).to.have.length(shown);
      expect(calls(sim)).to.deep.equal(["ListSessions"]);
    });
  }

  it("returns a computed result while a filter is unknown, without a request", async () => {
    const { plugin, sim } = await startProvider();
    await plugin.make({ driver: "api" });
    sim.clearLedger();
    for (const value of [unknown, secret(unknown)]) {
      const responses = await plugin.list(request().setQuery(struct({ driver: value })));
      expect(responses.map((response) => response.getResponseCase())).to.deep.equal([
        proto.ListResponse.ResponseCase.COMPUTED,
      ]);
    }
    expect(calls(sim)).to.deep.equal([]);
  });

  const refusals: [string, proto.ListRequest, RegExp][] = [
    [
      "an unknown token",
      new proto.ListRequest().setToken("tasknet:index:Sesion"),
      /^there is no resource tasknet:in/,
    ],
    ["an empty token", new proto.ListRequest(), /^there is no resource/],
    [
      "an unknown filter",
      request().setQuery(struct({ region: "us" })),
      /^the list of sessions takes no "region"; /,
    ],
  ];
  for (const [name, wrong, text] of refusals) {
    it(`refuses a list with ${name}`, async () => {
      const { plugin, sim } = await startProvider();
      const error = await failure(plugin.list(wrong));
      expect(error.code).to.equal(status.INVALID_ARGUMENT);
      expect(error.details).to.match(text);
      expect(calls(sim)).to.deep.equal([]);
    });
  }

  it("fails to list sessions with a refused key", async () => {
    const { plugin, sim } = await startProvider();
    sim.setAccounts([]);
    expect((await failure(plugin.list(request()))).code).to.equal(status.UNAUTHENTICATED);
  });
});
