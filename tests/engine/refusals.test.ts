import { expect } from "chai";
import { engineTimeoutMs, credentials, sessionsProgram, TestStack } from "./stack";

describe("invalid inputs and credentials with the dynamic provider, on the engine", function () {
  this.timeout(engineTimeoutMs);
  let stack: TestStack;
  afterEach(() => stack.stop());

  it("reports all invalid inputs of a session in one run, without a request", async () => {
    stack = await TestStack.start(sessionsProgram);
    stack.declare({
      one: {
        leaseTime: 61,
        driver: "firefox",
        vncmode: "ro",
        renewBefore: 0,
        fingerprintUUID: "mine",
        showMouse: "yes",
      },
    });
    const { output } = await stack.fails("preview");
    for (const text of [
      "property leaseTime value {61} has a problem: must be an integer from 1 to 60 (minutes), but is 61",
      'property driver value {firefox} has a problem: must be "puppeteer" or "api"',
      'a session has no input "vncmode"; did you mean "vncMode"?',
      "must be an integer from 1 to leaseTime (minutes), but is 0",
      "must be a UUID",
      "must be true or false",
    ]) {
      expect(output).to.include(text);
    }
    stack.declare({ one: {} });
    expect((await stack.fails("up", "--yes", "--skip-preview")).output).to.include(
      "property leaseTime value {<nil>} has a problem: is required: give an integer from 1 to 60 (minutes)",
    );
    expect(stack.calls()).to.be.empty;
  });

  it("reports in a preview which configuration is missing and how to set it", async () => {
    stack = await TestStack.start(sessionsProgram, {}, {});
    stack.declare({ one: { leaseTime: 5 } });
    const { output } = await stack.fails("preview");
    expect(output).to.include("pulumi config set --secret tasknet:apiKey`");
    expect(output).to.include("TASKNET_API_KEY");
    expect(output).to.include("pulumi config set tasknet:apiKeyId VALUE");
    expect(stack.calls()).to.be.empty;
  });

  it("reads the credentials from the stack's configuration", async () => {
    stack = await TestStack.start(sessionsProgram, {}, {});
    await stack.ok("config", "set", "--secret", "tasknet:apiKey", credentials.TASKNET_API_KEY);
    await stack.ok("config", "set", "tasknet:apiKeyId", credentials.TASKNET_API_KEY_ID);
    stack.declare({ one: { leaseTime: 5 } });
    await stack.up();
    expect(stack.writes()).to.deep.equal(["CreateSession 200"]);
    expect(await stack.state()).to.not.include(credentials.TASKNET_API_KEY);
    await stack.endsAll();
  });

  it("reports a refused key without showing it, and keeps the state of a session in a refresh", async () => {
    stack = await TestStack.start(sessionsProgram);
    stack.declare({ one: { leaseTime: 5 } });
    await stack.up();
    stack.simulator.setAccounts([{ apiKeyId: "another", apiKey: "another" }]);
    const refresh = await stack.ok("refresh", "--yes", "--expect-no-changes");
    expect(refresh.output).to.include("with this API key, so its state stays as it is");
    stack.declare({ one: { leaseTime: 5 }, two: { leaseTime: 5 } });
    const { output } = await stack.fails("up", "--yes", "--skip-preview");
    expect(output).to.include("no session was created");
    expect(output).to.include("returned 401 UNAUTHORIZED");
    expect(output).to.not.include(credentials.TASKNET_API_KEY);
    const destroy = await stack.fails("destroy", "--yes", "--skip-preview");
    expect(destroy.output).to.include("and it may still be running");
    expect(destroy.output).to.include("pulumi state delete");
  });
});
