import { expect } from "chai";
import { engineTimeoutMs } from "../stack";
import type { SessionStack } from "../session-stack";
import { dynamicDriver, pluginDriver } from "./drivers";
import type { InterruptedCommand } from "./interrupted-command";
import { Checkpoint } from "./interrupted-command";
import {
  calls,
  untilEnded,
  holdDestroy,
  holdUpdate,
  idsIn,
  sessionNames,
  pendingOperations,
  expectDestroyRecovers,
  expectUpdateRecovers,
  orphans,
} from "./interruptions";

const receivers = [
  ["only the engine", "process"],
  ["the process group", "group"],
] as const;

for (const driver of [dynamicDriver, pluginDriver]) {
  describe(`Ctrl-C during an update and a destroy on the engine, ${driver.name}`, function () {
    this.timeout(engineTimeoutMs);
    let sessions: SessionStack;
    beforeEach(async () => {
      sessions = await driver.start();
    });
    afterEach(() => sessions.stack.stop());

    // The engine cancels the plugin, which ends its operations. The dynamic provider gets no Cancel, and goes on.
    const receivesCancel = driver === pluginDriver;

    async function once(command: InterruptedCommand, target: "process" | "group"): Promise<void> {
      command.interrupt(target);
      await command.prints("^C received; cancelling");
      if (receivesCancel) await command.prints("failed**");
    }

    for (const [receiver, target] of receivers) {
      it(`records every session when one Ctrl-C reaches ${receiver}, and recovers with the next command`, async () => {
        const { stack } = sessions;
        const update = await holdUpdate(driver, sessions);
        await once(update, target);
        stack.simulator.release();
        const run = await update.ended();
        expect(run.code, run.output).to.equal(1);
        expect(Object.keys(Checkpoint.read(stack).ids)).to.have.members(sessionNames);
        expect(pendingOperations(stack)).to.deep.equal({});
        expect(orphans(stack)).to.be.empty;
        expect(calls(stack, "EndSession")).to.be.empty;
        const running = stack.running();
        const unconfirmed = idsIn(run.output, /session (\S+) was created, but could not be confirmed/g);
        const notReadBack = idsIn(
          run.output,
          /the lease of session (\S+) was set to 25 minutes, but could not be read back/g,
        );
        const unknown = idsIn(
          run.output,
          /could not confirm that the lease of session (\S+) was set to 25 minutes/g,
        );
        expect([unconfirmed, notReadBack, unknown].map(({ length }) => length)).to.deep.equal(
          receivesCancel ? [1, 1, 2] : [0, 0, 0],
        );
        expect(running).to.include.members([...unconfirmed, ...notReadBack, ...unknown]);
        await expectUpdateRecovers(sessions);

        const destroy = await holdDestroy(driver, sessions);
        await once(destroy, target);
        stack.simulator.release();
        const { output } = await destroy.ended();
        const left = Object.values(Checkpoint.read(stack).ids).sort();
        expect(left).to.have.length(receivesCancel ? 3 : 0);
        expect(idsIn(output, /could not end session (\S+) at/g)).to.deep.equal(left);
        expect(idsIn(output, /npx pulumi-tasknet end --endpoint '\S+' (\S+)/g)).to.deep.equal(left);
        expect(pendingOperations(stack)).to.deep.equal({});
        await expectDestroyRecovers(sessions);
      });
    }

    it("ends the sessions that no state records when two Ctrl-C reach the engine", async () => {
      const { stack } = sessions;
      const update = await holdUpdate(driver, sessions);
      await once(update, "process");
      update.interrupt("process");
      // The dynamic provider now ends its unconfirmed session; the plugin has already reported it to the engine.
      if (receivesCancel) await update.untilProviderEnds();
      else await untilEnded(stack, 1);
      stack.simulator.release();
      const run = await update.ended();
      expect(run.output).to.include("^C received; terminating");
      await untilEnded(stack, receivesCancel ? 2 : 3);
      expect(orphans(stack)).to.be.empty;
      expect(Object.keys(Checkpoint.read(stack).ids)).to.have.length(receivesCancel ? 6 : 5);
      expect(pendingOperations(stack)).to.deep.equal(
        receivesCancel ? { creating: 2 } : { creating: 3, updating: 3 },
      );
      await expectUpdateRecovers(sessions);

      const destroy = await holdDestroy(driver, sessions);
      await once(destroy, "process");
      destroy.interrupt("process");
      await destroy.ended();
      stack.simulator.release();
      await expectDestroyRecovers(sessions);
    });
  });
}
