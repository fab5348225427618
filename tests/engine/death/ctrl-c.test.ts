import { expect } from "chai";
import { engineTimeoutMs } from "../stack";
import type { Opened } from "./doors";
import { dynamicDoor, pluginDoor } from "./doors";
import type { Interrupted } from "./interrupted";
import { Checkpoint } from "./interrupted";
import {
  calls,
  ends,
  midDestroy,
  midUpdate,
  named,
  names,
  pending,
  recoversDestroy,
  recoversUpdate,
  strays,
} from "./scenes";

const senders = [
  ["sent to the engine alone", "process"],
  ["in a terminal", "group"],
] as const;

for (const door of [dynamicDoor, pluginDoor]) {
  describe(`Ctrl-C in the middle of everything on the engine, ${door.name}`, function () {
    this.timeout(engineTimeoutMs);
    let opened: Opened;
    beforeEach(async () => {
      opened = await door.start();
    });
    afterEach(() => opened.stack.stop());

    // The plugin hears of it and ends what it can; the dynamic provider does not, and carries on.
    const isHeard = door === pluginDoor;

    async function once(command: Interrupted, whom: "process" | "group"): Promise<void> {
      command.interrupt(whom);
      await command.says("^C received; cancelling");
      if (isHeard) await command.says("failed**");
    }

    for (const [how, whom] of senders) {
      it(`once, ${how}: every session is recorded, and the next command goes on from there`, async () => {
        const { stack } = opened;
        const update = await midUpdate(door, opened);
        await once(update, whom);
        stack.simulator.release();
        const run = await update.ended();
        expect(run.code, run.output).to.equal(1);
        expect(Object.keys(Checkpoint.read(stack).ids)).to.have.members(names);
        expect(pending(stack)).to.deep.equal({});
        expect(strays(stack)).to.be.empty;
        expect(calls(stack, "EndSession")).to.be.empty;
        const running = stack.simulator.running().map(({ sessionUUID }) => sessionUUID);
        const unconfirmed = named(run.output, /session (\S+) was created, but could not be confirmed/g);
        const halfRead = named(
          run.output,
          /the lease of session (\S+) was set to 25 minutes, but could not be read back/g,
        );
        const unsure = named(
          run.output,
          /could not confirm that the lease of session (\S+) was set to 25 minutes/g,
        );
        expect([unconfirmed, halfRead, unsure].map(({ length }) => length)).to.deep.equal(
          isHeard ? [1, 1, 2] : [0, 0, 0],
        );
        expect(running).to.include.members([...unconfirmed, ...halfRead, ...unsure]);
        await recoversUpdate(opened);

        const destroy = await midDestroy(door, opened);
        await once(destroy, whom);
        stack.simulator.release();
        const { output } = await destroy.ended();
        const left = Object.values(Checkpoint.read(stack).ids).sort();
        expect(left).to.have.length(isHeard ? 3 : 0);
        expect(named(output, /could not end session (\S+) at/g)).to.deep.equal(left);
        expect(named(output, /curl -X DELETE .+\/private\/v1\/sessions\/([^'\s]+)/g)).to.deep.equal(left);
        expect(pending(stack)).to.deep.equal({});
        await recoversDestroy(opened);
      });
    }

    it("twice: what could be recorded nowhere is ended again", async () => {
      const { stack } = opened;
      const update = await midUpdate(door, opened);
      await once(update, "process");
      update.interrupt("process");
      // The dynamic provider ends its unconfirmed session as soon as it hears of it; the plugin has told of it before.
      if (isHeard) await update.losesAProvider();
      else await ends(stack, 1);
      stack.simulator.release();
      const run = await update.ended();
      expect(run.output).to.include("^C received; terminating");
      await ends(stack, isHeard ? 2 : 3);
      expect(strays(stack)).to.be.empty;
      expect(Object.keys(Checkpoint.read(stack).ids)).to.have.length(isHeard ? 6 : 5);
      expect(pending(stack)).to.deep.equal(isHeard ? { creating: 2 } : { creating: 3, updating: 3 });
      await recoversUpdate(opened);

      const destroy = await midDestroy(door, opened);
      await once(destroy, "process");
      destroy.interrupt("process");
      await destroy.ended();
      stack.simulator.release();
      await recoversDestroy(opened);
    });
  });
}
