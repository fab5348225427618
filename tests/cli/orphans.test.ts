import { expect } from "chai";
import { fingerprintA, minuteMs, Service, tempFiles } from "./fixtures";

interface Pending {
  type: string;
  resource: Record<string, unknown>;
}

const urn = "urn:pulumi:dev::project::tasknet:index:Session::browser";

/** A state as `pulumi stack export` prints it. */
function stateOf(ids: readonly string[], pending: readonly Pending[] = []): object {
  const resources = [
    { urn: "urn:pulumi:dev::project::pulumi:pulumi:Stack::project-dev", type: "pulumi:pulumi:Stack" },
    ...ids.map((id) => ({ urn, type: "tasknet:index:Session", id, inputs: { leaseTime: 30 } })),
  ];
  return { version: 3, deployment: { manifest: {}, resources, pending_operations: pending } };
}

describe("pulumi-tasknet orphans", () => {
  const service = new Service();
  const tempFile = tempFiles();

  /** A Pulumi CLI that exports the given states. */
  const exporting =
    (states: Record<string, object>, calls: (readonly string[])[] = []) =>
    (args: readonly string[]): Promise<string> => {
      calls.push(args);
      const name = args.at(-1) ?? "";
      if (args[0] === "config") return Promise.resolve("{}");
      const state = states[name];
      return state === undefined
        ? Promise.reject(new Error(`no stack named '${name}' found`))
        : Promise.resolve(JSON.stringify(state));
    };

  describe("with three stacks, two foreign sessions and one create under way", () => {
    let known: string[];
    let foreign: string[];
    let underWay: string;
    const args = ["orphans", ...["one", "two", "three"].flatMap((name) => ["--stack", name])];
    const pulumi = (args: readonly string[]): Promise<string> =>
      exporting({
        // The service may write an id in another case than the state.
        one: stateOf([known[0]!.toUpperCase()]),
        two: stateOf([known[1]!]),
        three: stateOf([known[2]!]),
      })(args);
    beforeEach(async () => {
      known = [await service.create(), await service.create(), await service.create()];
      foreign = [await service.create(), await service.create({ driver: "api" })];
      service.simulator.advance(5 * minuteMs);
      underWay = await service.create();
    });

    it("finds exactly the two, lists the young one separately, and exits with 2", async () => {
      const { code, out, err } = await service.run(args, { deps: { pulumi } });
      expect(code).to.equal(2);
      const [found = "", listed = ""] = out.split("Only listed");
      for (const id of foreign) expect(found).to.include(id);
      expect(found).to.not.include(underWay);
      expect(listed)
        .to.match(/^, because they are younger than 5m/)
        .and.include(underWay);
      for (const id of known) expect(out).to.not.include(id);
      expect(err).to.include("run the same command with --end");
      expect(service.running()).to.have.length(6);
      for (const line of out.split("\n")) expect(line.length).to.be.at.most(100);
    });

    it("ends the two alone with --end, after it has listed them", async () => {
      const { code, out } = await service.run([...args, "--end"], { deps: { pulumi } });
      expect(code).to.equal(0);
      expect(out.indexOf("Sessions that no given stack knows")).to.be.lessThan(out.indexOf("ended"));
      expect(service.running()).to.deep.equal([...known, underWay]);
    });

    it("finds nothing afterwards, and exits with 0", async () => {
      await service.run([...args, "--end"], { deps: { pulumi } });
      const { code, out } = await service.run(args, { deps: { pulumi } });
      expect(code).to.equal(0);
      expect(out).to.include("No orphans found.");
    });

    it("finds the young one, too, with a lower --older-than", async () => {
      const { code, out } = await service.run([...args, "--older-than", "0s"], { deps: { pulumi } });
      expect(code).to.equal(2);
      expect(out).to.include(underWay).and.not.include("Only listed");
    });

    it("exits with 1 if an orphan could not be ended", async () => {
      service.simulator.addFault({ operation: "EndSession", status: 400 });
      const { code } = await service.run([...args, "--end"], { deps: { pulumi } });
      expect(code).to.equal(1);
      expect(service.running()).to.have.members([...known, underWay, foreign[0]!]);
    });

    it("ends nothing if one of the stacks cannot be read", async () => {
      const deps = { pulumi: exporting({ one: stateOf([]) }) };
      const { code, err } = await service.run([...args, "--end"], { deps });
      expect(code).to.equal(1);
      expect(err).to.equal("error: could not read the state of the stack two: no stack named 'two' found");
      expect(service.running()).to.have.length(6);
    });
  });

  it("exports each stack without its secrets", async () => {
    const calls: (readonly string[])[] = [];
    await service.run(["orphans", "--stack", "one", "--stack", "two"], {
      deps: { pulumi: exporting({ one: stateOf([]), two: stateOf([]) }, calls) },
    });
    expect(calls.slice(1)).to.deep.equal([
      ["stack", "export", "--stack", "one"],
      ["stack", "export", "--stack", "two"],
    ]);
  });

  describe("with files", () => {
    let id: string;
    beforeEach(async () => {
      id = await service.create();
      service.simulator.advance(6 * minuteMs);
    });

    it("knows the sessions of a file of `pulumi stack export`", async () => {
      const { code } = await service.run(["orphans", "--state", tempFile("state.json", stateOf([id]))]);
      expect(code).to.equal(0);
    });

    it("knows the sessions of the file of a stack in a local backend", async () => {
      const { deployment } = stateOf([id]) as { deployment: object };
      const file = tempFile("dev.json", { version: 3, checkpoint: { stack: "dev", latest: deployment } });
      expect((await service.run(["orphans", "--state", file])).code).to.equal(0);
    });

    it("finds every session if the stack of the file was never updated", async () => {
      const file = tempFile("dev.json", { version: 3, checkpoint: { stack: "dev" } });
      expect((await service.run(["orphans", "--state", file])).code).to.equal(2);
    });

    for (const [what, content] of [
      ["no JSON", "resources: []"],
      ["a JSON document that is no state", {}],
      ["a state whose resources cannot be read", { deployment: { resources: [{ id: 5 }] } }],
    ] as const) {
      it(`ends nothing if a file holds ${what}`, async () => {
        const file = tempFile("state.json", content);
        const { code, err } = await service.run(["orphans", "--state", file, "--end"]);
        expect(code).to.equal(1);
        expect(err).to.include(`could not read ${file}`);
        expect(service.running()).to.deep.equal([id]);
      });
    }

    it("ends nothing if a file does not exist", async () => {
      const { code } = await service.run(["orphans", "--state", "/nowhere/state.json", "--end"]);
      expect(code).to.equal(1);
      expect(service.running()).to.deep.equal([id]);
    });
  });

  describe("with pending operations", () => {
    const creating = (inputs: object): Pending => ({
      type: "creating",
      resource: { urn, type: "tasknet:index:Session", inputs },
    });

    it("counts the session of a pending delete as known", async () => {
      const id = await service.create();
      service.simulator.advance(6 * minuteMs);
      const pending = { type: "deleting", resource: { urn, type: "tasknet:index:Session", id } };
      const file = tempFile("state.json", stateOf([], [pending]));
      expect((await service.run(["orphans", "--state", file, "--end"])).code).to.equal(0);
      expect(service.running()).to.deep.equal([id]);
    });

    it("lists and does not end a session that may be the result of a pending create", async () => {
      const match = await service.create({ fingerprintUUID: fingerprintA });
      const other = await service.create({ driver: "api" });
      service.simulator.advance(6 * minuteMs);
      const inputs = {
        driver: "puppeteer",
        fingerprintUUID: fingerprintA.toUpperCase(),
        isVncEnabled: false,
      };
      const file = tempFile("state.json", stateOf([], [creating(inputs)]));
      const { code, out } = await service.run(["orphans", "--state", file, "--end"]);
      expect(code).to.equal(0);
      expect(out).to.match(new RegExp(`may be the result of a create[^]*${match}`));
      expect(service.running()).to.deep.equal([match]);
      expect(service.running()).to.not.include(other);
    });

    it("compares no input of a pending create that is secret", async () => {
      const id = await service.create({ driver: "api" });
      service.simulator.advance(6 * minuteMs);
      const secret = {
        "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
        ciphertext: "x",
      };
      const file = tempFile("state.json", stateOf([], [creating({ driver: secret })]));
      await service.run(["orphans", "--state", file, "--end"]);
      expect(service.running()).to.deep.equal([id]);
    });

    it("ignores the pending create of another resource", async () => {
      await service.create();
      service.simulator.advance(6 * minuteMs);
      const pending = { type: "creating", resource: { urn, type: "aws:s3/bucket:Bucket", inputs: {} } };
      const file = tempFile("state.json", stateOf([], [pending]));
      expect((await service.run(["orphans", "--state", file])).code).to.equal(2);
    });
  });

  it("counts a session as young if the service dates it in the future", async () => {
    service.simulator.setSwitches({ timestampOffsetMinutes: 60 });
    await service.create();
    service.simulator.advance(6 * minuteMs);
    const file = tempFile("state.json", stateOf([]));
    expect((await service.run(["orphans", "--state", file, "--end"])).code).to.equal(0);
    expect(service.running()).to.have.length(1);
  });

  it("requires a stack or a state", async () => {
    const id = await service.create();
    service.simulator.advance(6 * minuteMs);
    const { code, err } = await service.run(["orphans", "--end"]);
    expect(code).to.equal(1);
    expect(err).to.include("give at least one --stack or --state");
    expect(service.running()).to.deep.equal([id]);
  });

  it("rejects a duration without a unit", async () => {
    const { code, err } = await service.run(["orphans", "--older-than", "5"]);
    expect(code).to.equal(1);
    expect(err).to.include("It must be a duration such as 90s, 5m or 1h.");
  });
});
