import { expect } from "chai";
import { defaultAccount } from "../../../simulator";
import { engineTimeoutMs } from "../stack";
import type { Opened } from "./doors";
import { dynamicDoor, pluginDoor } from "./doors";
import { Checkpoint, until } from "./interrupted";
import {
  ends,
  midDestroy,
  midUpdate,
  names,
  pending,
  recoversDestroy,
  recoversUpdate,
  strays,
} from "./scenes";

for (const door of [dynamicDoor, pluginDoor]) {
  describe(`a kill in the middle of everything on the engine, ${door.name}`, function () {
    this.timeout(engineTimeoutMs);
    let opened: Opened;
    beforeEach(async () => {
      opened = await door.start();
    });
    afterEach(() => opened.stack.stop());

    it("of the engine: the provider ends what nobody can record, then itself; `pulumi cancel` opens the stack", async () => {
      const { stack } = opened;
      const update = await midUpdate(door, opened);
      update.kill("engine");
      // The unconfirmed session is ended once the provider has noticed.
      await ends(stack, 1);
      stack.simulator.release();
      await update.ended();
      await ends(stack, 3);
      expect(strays(stack)).to.be.empty;
      expect(Object.keys(Checkpoint.read(stack).ids)).to.have.length(5);
      expect(pending(stack)).to.deep.equal({ creating: 3, updating: 3 });

      const { output } = await stack.fails("up", "--yes", "--skip-preview");
      expect(output).to.include("the stack is currently locked by 1 lock(s)");
      expect(output).to.include("`pulumi cancel`");
      await stack.ok("cancel", "--yes");
      // A refresh without a terminal leaves the creates for somebody to decide about, unless it is told to.
      await stack.ok("refresh", "--yes", "--skip-preview");
      expect(pending(stack)).to.deep.equal({ creating: 3 });
      await recoversUpdate(opened);

      const destroy = await midDestroy(door, opened);
      destroy.kill("engine");
      await destroy.ended();
      stack.simulator.release();
      expect(pending(stack)).to.deep.equal({ deleting: 3 });
      await stack.ok("cancel", "--yes");
      await recoversDestroy(opened);
    });

    it("of both, as when the machine dies: what is left shows in the list, and ends with its lease", async () => {
      const { stack } = opened;
      const update = await midUpdate(door, opened);
      update.kill("engine");
      update.kill("provider");
      await update.ended();
      stack.simulator.release();
      await until(() => stack.simulator.running().length === names.length);
      expect(pending(stack)).to.deep.equal({ creating: 3, updating: 3 });
      const left = strays(stack);
      expect(left).to.have.length(3);
      expect(await listed(stack.simulator.url)).to.include.members(left);
      await stack.ok("cancel", "--yes");
      await recoversUpdate(opened, left);
      await recoversDestroy(opened, left);
    });

    it("of the provider: its sessions without a record show in the list, and end with their lease", async () => {
      const { stack } = opened;
      const update = await midUpdate(door, opened);
      update.kill("provider");
      const run = await update.ended();
      stack.simulator.release();
      // The one that was on its way to the service gets there after its sender's end.
      await until(() => stack.simulator.running().length === names.length);
      expect(run.code, run.output).to.equal(1);
      expect(run.output).to.include("error: error reading from server");
      expect(Object.keys(Checkpoint.read(stack).ids)).to.have.length(5);
      expect(pending(stack)).to.deep.equal({});
      const left = strays(stack);
      expect(left).to.have.length(3);
      expect(await listed(stack.simulator.url)).to.include.members(left);
      await recoversUpdate(opened, left);

      const destroy = await midDestroy(door, opened);
      destroy.kill("provider");
      await destroy.ended();
      stack.simulator.release();
      expect(Object.keys(Checkpoint.read(stack).ids)).to.have.length(3);
      expect(pending(stack)).to.deep.equal({});
      await recoversDestroy(opened, left);
    });
  });
}

/** The ids in the list of sessions, asked for as a user without Pulumi does. */
async function listed(endpoint: string): Promise<string[]> {
  const { apiKey, apiKeyId } = defaultAccount;
  const headers = { "X-Api-Key": apiKey, "X-Api-Key-Id": apiKeyId };
  const answer = await fetch(`${endpoint}/private/v1/sessions`, { headers });
  const { sessions } = (await answer.json()) as { sessions: { sessionUUID: string }[] };
  return sessions.map(({ sessionUUID }) => sessionUUID);
}
