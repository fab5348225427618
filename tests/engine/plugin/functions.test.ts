import { expect } from "chai";
import { engineTimeoutMs, minute, session, sessions, YamlStack } from "./yaml";
import type { Program, Properties } from "./yaml";

const unknownUUID = "11111111-2222-4333-8444-555555555555";
const made = sessions({ one: { leaseTime: 10, isVncEnabled: true }, two: { leaseTime: 20, driver: "api" } });

function invoke(name: string, args: Properties): object {
  return { "fn::invoke": { function: `tasknet:${name}`, arguments: args } };
}

function lookUpProgram(name: string, args: Properties, outputs: Properties): Program {
  return { ...made, variables: { found: invoke(name, args) }, outputs };
}

describe("the plugin's functions in YAML, on the engine", function () {
  this.timeout(engineTimeoutMs);
  let stack: YamlStack;

  before(async () => {
    stack = await YamlStack.start(made);
    await stack.up();
  });
  after(() => stack.stop());

  it("returns a session from getSession, and its password as a secret from getVncPassword", async () => {
    const { id } = (await stack.recorded()).one!;
    const { vncPassword, fingerprintUUID } = stack.simulator.running().find((one) => one.sessionUUID === id)!;
    stack.declare({
      ...made,
      variables: {
        found: invoke("getSession", { sessionUUID: id }),
        password: invoke("getVncPassword", { sessionUUID: id }),
      },
      outputs: {
        status: "${found.status}",
        fingerprint: "${found.fingerprintUUID}",
        names: { "fn::toJSON": "${found}" },
        vncPassword: "${password.vncPassword}",
      },
    });
    await stack.up();
    const { names, ...rest } = await stack.outputs("--show-secrets");
    expect(rest).to.deep.equal({ status: "running", fingerprint: fingerprintUUID, vncPassword });
    expect(JSON.parse(names as string)).to.not.have.property("vncPassword");
    expect(await stack.outputs()).to.include({ status: "running", vncPassword: "[secret]" });
    expect(await stack.state()).to.not.include(vncPassword);
  });

  it("lists the running sessions with getSessions, filtered by driver and fingerprint", async () => {
    stack.simulator.setSwitches({ listEnded: "terminated" });
    const all = stack.simulator.running();
    const filters: Record<string, Properties> = {
      all: {},
      api: { driver: "api" },
      mine: { fingerprintUUID: all[0]!.fingerprintUUID },
      none: { driver: "api", fingerprintUUID: unknownUUID },
    };
    const variables = Object.entries(filters).map(([name, args]) => [name, invoke("getSessions", args)]);
    stack.declare({
      ...made,
      variables: Object.fromEntries(variables) as Properties,
      outputs: Object.fromEntries(Object.keys(filters).map((name) => [name, `\${${name}.sessions}`])),
    });
    await stack.up();
    const listed = idsOf(await stack.outputs());
    const api = all.find(({ driver }) => driver === "api")!.sessionUUID;
    const ids = all.map(({ sessionUUID }) => sessionUUID);
    expect(listed.all).to.have.members(ids);
    expect(listed).to.deep.include({ api: [api], mine: [ids[0]], none: [] });
  });

  it("omits ended sessions from getSessions unless includeEnded is true", async () => {
    const { id } = (await stack.recorded()).one!;
    stack.simulator.advance(11 * minute);
    stack.declare({
      resources: { two: session({ leaseTime: 20, driver: "api" }) },
      variables: {
        running: invoke("getSessions", {}),
        all: invoke("getSessions", { includeEnded: true }),
      },
      outputs: { running: "${running.sessions}", all: "${all.sessions}" },
    });
    await stack.up();
    const listed = idsOf(await stack.outputs());
    expect(listed.running).to.deep.equal(stack.running());
    expect(listed.all).to.have.members([id, ...stack.running()]);
  });

  it("fails if a function finds no session or gets an unknown argument", async () => {
    for (const name of ["getSession", "getVncPassword"]) {
      stack.declare(lookUpProgram(name, { sessionUUID: unknownUUID }, { found: "${found}" }));
      const { output } = await stack.fails("preview");
      expect(output).to.include(`session ${unknownUUID} does not exist or has ended`);
    }
    stack.declare(lookUpProgram("getSessions", { drive: "api" }, { found: "${found}" }));
    expect((await stack.fails("preview")).output).to.include('takes no "drive"; did you mean "driver"?');
  });
});

function idsOf(outputs: Record<string, unknown>): Record<string, string[]> {
  const entries = Object.entries(outputs as Record<string, { sessionUUID: string }[]>);
  return Object.fromEntries(entries.map(([name, found]) => [name, found.map((one) => one.sessionUUID)]));
}
