import { expect } from "chai";
import { defaultAccount } from "../../../simulator";
import { engineTimeoutMs } from "../stack";
import type { SessionStack } from "../session-stack";
import { dynamicDriver, pluginDriver } from "./drivers";
import { Checkpoint, until } from "./interrupted-command";
import {
  untilEnded,
  holdDestroy,
  holdUpdate,
  sessionNames,
  pendingOperations,
  expectDestroyRecovers,
  expectUpdateRecovers,
  orphans,
} from "./interruptions";

for (const driver of [dynamicDriver, pluginDriver]) {
  describe(`kill -9 during an update and a destroy on the engine, ${driver.name}`, function () {
    this.timeout(engineTimeoutMs);
    let sessions: SessionStack;
    beforeEach(async () => {
      sessions = await driver.start();
    });
    afterEach(() => sessions.stack.stop());

    it("ends the unrecorded sessions when the engine is killed, and recovers after `pulumi cancel`", async () => {
      const { stack } = sessions;
      const update = await holdUpdate(driver, sessions);
      update.kill("engine");
      // The provider ends the unconfirmed session when it notices that the engine is gone.
      await untilEnded(stack, 1);
      stack.simulator.release();
      await update.ended();
      await untilEnded(stack, 3);
      expect(orphans(stack)).to.be.empty;
      expect(Object.keys(Checkpoint.read(stack).ids)).to.have.length(5);
      expect(pendingOperations(stack)).to.deep.equal({ creating: 3, updating: 3 });

      const { output } = await stack.fails("up", "--yes", "--skip-preview");
      expect(output).to.include("the stack is currently locked by 1 lock(s)");
      expect(output).to.include("`pulumi cancel`");
      await stack.ok("cancel", "--yes");
      // A refresh without a terminal keeps the pending creates, unless a flag clears them.
      await stack.ok("refresh", "--yes", "--skip-preview");
      expect(pendingOperations(stack)).to.deep.equal({ creating: 3 });
      await expectUpdateRecovers(sessions);

      const destroy = await holdDestroy(driver, sessions);
      destroy.kill("engine");
      await destroy.ended();
      stack.simulator.release();
      expect(pendingOperations(stack)).to.deep.equal({ deleting: 3 });
      await stack.ok("cancel", "--yes");
      await expectDestroyRecovers(sessions);
    });

    it("leaves the unrecorded sessions in the list until their lease ends when engine and provider are killed", async () => {
      const { stack } = sessions;
      const update = await holdUpdate(driver, sessions);
      update.kill("engine");
      update.kill("provider");
      await update.ended();
      stack.simulator.release();
      await until(() => stack.simulator.running().length === sessionNames.length);
      expect(pendingOperations(stack)).to.deep.equal({ creating: 3, updating: 3 });
      const left = orphans(stack);
      expect(left).to.have.length(3);
      expect(await listed(stack.simulator.url)).to.include.members(left);
      await stack.ok("cancel", "--yes");
      await expectUpdateRecovers(sessions, left);
      await expectDestroyRecovers(sessions, left);
    });

    it("leaves the unrecorded sessions in the list until their lease ends when the provider is killed", async () => {
      const { stack } = sessions;
      const update = await holdUpdate(driver, sessions);
      update.kill("provider");
      const run = await update.ended();
      stack.simulator.release();
      // The request that was on its way reaches the service after the provider has ended.
      await until(() => stack.simulator.running().length === sessionNames.length);
      expect(run.code, run.output).to.equal(1);
      expect(run.output).to.include("error: error reading from server");
      expect(Object.keys(Checkpoint.read(stack).ids)).to.have.length(5);
      expect(pendingOperations(stack)).to.deep.equal({});
      const left = orphans(stack);
      expect(left).to.have.length(3);
      expect(await listed(stack.simulator.url)).to.include.members(left);
      await expectUpdateRecovers(sessions, left);

      const destroy = await holdDestroy(driver, sessions);
      destroy.kill("provider");
      await destroy.ended();
      stack.simulator.release();
      expect(Object.keys(Checkpoint.read(stack).ids)).to.have.length(3);
      expect(pendingOperations(stack)).to.deep.equal({});
      await expectDestroyRecovers(sessions, left);
    });
  });
}

/** The ids in the list of sessions, as a user without Pulumi reads it. */
async function listed(endpoint: string): Promise<string[]> {
  const { apiKey, apiKeyId } = defaultAccount;
  const headers = { "X-Api-Key": apiKey, "X-Api-Key-Id": apiKeyId };
  const response = await fetch(`${endpoint}/private/v1/sessions`, { headers });
  const { sessions } = (await response.json()) as { sessions: { sessionUUID: string }[] };
  return sessions.map(({ sessionUUID }) => sessionUUID);
}
