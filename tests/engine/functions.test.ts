import { expect } from "chai";
import { engineTimeoutMs, sessionsProgram, TestStack } from "./stack";

/** A program that creates one session and calls each function for it. */
const program = {
  ...sessionsProgram,
  "index.js": `
    const tasknet = require("pulumi-tasknet");
    const session = new tasknet.Session("one", { leaseTime: 5, isVncEnabled: true });
    const found = tasknet.getSessionOutput({ sessionUUID: session.sessionUUID });
    exports.driver = found.driver;
    exports.keys = found.apply((one) => Object.keys(one).sort().join());
    exports.vncPassword = tasknet.getVncPassword({ sessionUUID: session.sessionUUID });
    exports.listed = session.id.apply(() => tasknet.getSessions({ driver: "puppeteer" })).apply((all) => all.length);
    exports.others = session.id.apply(() => tasknet.getSessions({ driver: "api" })).apply((all) => all.length);
    exports.missing = session.id.apply(() =>
      tasknet.getSession({ sessionUUID: "00000000-0000-4000-8000-000000000000" }).catch((error) => error.message));
  `,
};

describe("the functions of the Node package, on the engine", function () {
  this.timeout(engineTimeoutMs);
  let stack: TestStack;
  after(() => stack.stop());

  it("returns sessions from the functions, and a VNC password as a secret", async () => {
    stack = await TestStack.start(program);
    await stack.up();
    expect(await stack.outputs()).to.deep.equal({
      driver: "puppeteer",
      keys: "createdAt,currentLeaseTime,driver,fingerprintUUID,isVncEnabled,sessionUUID,status,updatedAt,vncMode",
      vncPassword: "[secret]",
      listed: 1,
      others: 0,
      missing:
        "session 00000000-0000-4000-8000-000000000000 does not exist or has ended. The input sessionUUID names it: " +
        "if it is an output of a session of this stack, use the other outputs of that session instead of a look-up, " +
        "since they stay in the state.",
    });
    const { vncPassword } = stack.simulator.running()[0]!;
    expect((await stack.outputs("--show-secrets")).vncPassword).to.equal(vncPassword);
    expect(await stack.state()).to.not.include(vncPassword);
  });
});
