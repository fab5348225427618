import { expect } from "chai";
import { apiKey, fingerprintA, minuteMs, Service } from "./fixtures";

describe("pulumi-tasknet sessions", () => {
  const service = new Service();

  it("says that no session runs, and where", async () => {
    const { code, out } = await service.run(["sessions"]);
    expect(code).to.equal(0);
    expect(out).to.equal(`No session runs at ${service.simulator.url} in the mode private.`);
  });

  it("lists the sessions that run in a table of at most 100 columns", async () => {
    const ids = [
      await service.create(),
      await service.create({ driver: "api", fingerprintUUID: fingerprintA, leaseTime: 60 }),
    ];
    service.simulator.advance(12 * minuteMs);
    const { code, out, err } = await service.run(["sessions"]);
    const lines = out.split("\n");
    expect([code, err]).to.deep.equal([0, ""]);
    expect(lines[0]).to.match(/^SESSION +DRIVER +FINGERPRINT +STATUS +AGE +LEASE +ENDS \(UTC\)$/);
    expect(lines[1]).to.match(new RegExp(`^${ids[0]} +puppeteer +\\w{8} +running +12m +30m +12:30:00$`));
    expect(lines[2]).to.match(new RegExp(`^${ids[1]} +api +aaaaaaaa +running +12m +60m +13:00:00$`));
    for (const line of lines) expect(line.length).to.be.at.most(100);
  });

  it("lists no session that has ended", async () => {
    service.simulator.setSwitches({ listEnded: "terminated" });
    const [ended, running] = [await service.create(), await service.create()];
    service.simulator.endSession(ended);
    const { out } = await service.run(["sessions"]);
    expect(out).to.include(running).and.not.include(ended);
  });

  it("prints JSON with the bounds of each expiry and without a VNC password", async () => {
    const id = await service.create({ isVncEnabled: true });
    service.simulator.advance(12 * minuteMs);
    const { code, out } = await service.run(["sessions", "--json"]);
    expect(code).to.equal(0);
    const [session, ...others] = JSON.parse(out) as Record<string, unknown>[];
    expect(others).to.be.empty;
    expect(session).to.include({
      sessionUUID: id,
      driver: "puppeteer",
      status: "running",
      currentLeaseTime: 30,
      ageSeconds: 720,
      expiresAt: "2030-01-01T12:30:00.000Z",
      earliestEnd: "2030-01-01T12:30:00.000Z",
      latestEnd: "2030-01-01T13:12:00.000Z",
    });
    expect(session).to.not.have.property("vncPassword");
  });

  it("prints an empty JSON array if no session runs", async () => {
    expect((await service.run(["sessions", "--json"])).out).to.equal("[]");
  });

  it("warns about entries of the list that it cannot read", async () => {
    service.simulator.setSwitches({ listExtra: "unreadable" });
    const { code, err } = await service.run(["sessions"]);
    expect(code).to.equal(0);
    expect(err).to.match(/^warning: skipped 2 entries/);
  });

  it("removes control characters from what the service reports", async () => {
    await service.create();
    service.simulator.addFault({
      operation: "ListSessions",
      status: 200,
      body: JSON.stringify({
        sessions: [
          {
            sessionUUID: "5e551011-0000-4000-8000-000000000001",
            status: "run\u001b[31mning",
            currentLeaseTime: 5,
            createdAt: "2030-01-01T12:00:00Z",
            updatedAt: "2030-01-01T12:00:00Z",
          },
        ],
      }),
    });
    const { out } = await service.run(["sessions"]);
    expect(out).to.include("run [31mning").and.not.include("\u001b");
  });

  describe("with a wrong account", () => {
    it("names what is missing and how to give it, with exit code 1", async () => {
      const { code, out, err } = await service.run(["sessions"], { env: {} });
      expect([code, out]).to.deep.equal([1, ""]);
      expect(err).to.include("TASKNET_API_KEY").and.include("TASKNET_API_KEY_ID").and.include("--stack NAME");
    });

    it("reports a refused key without the key, with exit code 1", async () => {
      service.simulator.setAccounts([]);
      const { code, err } = await service.run(["sessions"]);
      expect(code).to.equal(1);
      expect(err)
        .to.match(/^error: Tasknet GET .* returned 401/)
        .and.not.include(apiKey);
    });

    it("refuses an endpoint to which the key would travel in plain text", async () => {
      const { code, err } = await service.run(["sessions", "--endpoint", "http://example.test"]);
      expect(code).to.equal(1);
      expect(err).to.include("must be an https URL");
    });
  });

  describe("with options of the account", () => {
    it("prefers the options for endpoint and mode to the environment variables", async () => {
      const env = { ...service.env, TASKNET_ENDPOINT: "https://other.example.test", TASKNET_MODE: "public" };
      await service.create();
      const args = ["sessions", "--endpoint", service.simulator.url, "--mode", "private"];
      expect((await service.run(args, { env })).out).to.include("running");
    });

    it("reads key and endpoint from the configuration of a stack", async () => {
      const id = await service.create();
      const calls: (readonly string[])[] = [];
      const config = {
        "tasknet:apiKey": { value: apiKey, secret: true },
        "tasknet:apiKeyId": { value: service.env.TASKNET_API_KEY_ID, secret: false },
        "tasknet:endpoint": { value: service.simulator.url, secret: false },
        "other:list": { objectValue: ["a"], secret: false },
      };
      const pulumi = (args: readonly string[]): Promise<string> => {
        calls.push(args);
        return Promise.resolve(JSON.stringify(config));
      };
      const { code, out } = await service.run(["sessions", "--stack", "org/dev"], {
        env: {},
        deps: { pulumi },
      });
      expect(code).to.equal(0);
      expect(out).to.include(id);
      expect(calls).to.deep.equal([["config", "--show-secrets", "--json", "--stack", "org/dev"]]);
    });

    it("reports why the configuration of a stack could not be read", async () => {
      const pulumi = (): Promise<string> => Promise.reject(new Error("no stack named 'dev' found"));
      const { code, err } = await service.run(["sessions", "--stack", "dev"], { deps: { pulumi } });
      expect(code).to.equal(1);
      expect(err).to.equal(
        "error: could not read the configuration of the stack dev: no stack named 'dev' found",
      );
    });

    it("offers no option that takes a key", async () => {
      const { out } = await service.run(["sessions", "--help"]);
      expect(out).to.not.match(/--api-?key/i);
    });
  });
});
