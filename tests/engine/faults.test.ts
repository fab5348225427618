import { expect } from "chai";
import { engineTimeoutMs, sessionsProgram, TestStack } from "./stack";

describe("failed creates of the dynamic provider, on the engine", function () {
  this.timeout(engineTimeoutMs);
  let stack: TestStack;

  beforeEach(async () => {
    stack = await TestStack.start(sessionsProgram);
    stack.declare({ one: { leaseTime: 30 } });
  });
  afterEach(() => stack.stop());

  const upThatCannotConfirm = async (): Promise<string> => {
    stack.simulator.addFault({ operation: "CreateSession", malformed: "missing-field:status" });
    stack.simulator.addFault({ operation: "GetSession", status: 500, times: 6 });
    const { output } = await stack.fails("up", "--yes", "--skip-preview");
    const { sessionUUID } = stack.simulator.running()[0]!;
    expect(output).to.include(`session ${sessionUUID} was created, but could not be confirmed`);
    expect(output).to.include("Run `pulumi up` again to complete it, or `pulumi destroy` to end it");
    expect(await stack.state()).to.include(sessionUUID);
    stack.simulator.clearFaults();
    stack.calls();
    return sessionUUID;
  };

  it("keeps an unconfirmed session in the state, and completes it with the next update", async () => {
    const id = await upThatCannotConfirm();
    await stack.up();
    expect(stack.writes()).to.be.empty;
    expect(stack.running()).to.deep.equal([id]);
    await stack.up("--expect-no-changes");
  });

  it("keeps an unconfirmed session in the state, and ends it with a destroy", async () => {
    await upThatCannotConfirm();
    await stack.endsAll();
  });

  it("names the sessions that may be the result of a create with unknown outcome, and how to end them", async () => {
    stack.simulator.addFault({ operation: "CreateSession", cut: "after" });
    const { output } = await stack.fails("up", "--yes", "--skip-preview");
    const { sessionUUID } = stack.simulator.running()[0]!;
    expect(output).to.include("These sessions with the same settings were created since");
    const { url } = stack.simulator;
    expect(output).to.include(`to end it: npx pulumi-tasknet end --endpoint '${url}' ${sessionUUID}`);
    expect(stack.calls().map(({ operation }) => operation)).to.deep.equal(["CreateSession", "ListSessions"]);
  });
});
