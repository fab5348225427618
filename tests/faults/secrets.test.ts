import { expect } from "chai";
import type { OperationName } from "../../simulator";
import { rigs } from "../grpc/fixtures";
import type { Rig } from "../grpc/fixtures";
import type { Door, Kept } from "./doors";
import { dynamicDoor, pluginDoor } from "./doors";
import { textOf } from "./outcome";

const canary = "canary-of-the-environment";

const openers: Record<string, (rig: Rig) => Promise<Door>> = {
  dynamic: dynamicDoor,
  plugin: async (rig) => {
    await rig.plugin.configure(rig.config);
    return pluginDoor(rig);
  },
};

const steps: readonly (readonly [OperationName, (door: Door, kept: Kept) => Promise<unknown>])[] = [
  ["GetSession", (door, kept) => door.read(kept)],
  ["UpdateSession", (door, kept) => door.update(kept, { leaseTime: 45 })],
  ["EndSession", (door, kept) => door.delete(kept)],
];

for (const [name, open] of Object.entries(openers)) {
  describe(`a secret of a session that the service shows later on, ${name}`, () => {
    const start = rigs();
    for (const [operation, step] of steps) {
      it(`is in no error of ${operation}`, async () => {
        const rig = await start();
        const kept = await (await open(rig)).create({ environmentId: "e", environmentSecret: canary });
        // A process of its own, which knows the secret from the state alone.
        const later = await open(rig);
        rig.sim.addFault({ operation, status: 400, message: `wrong secret ${canary}` });
        const error: unknown = await step(later, kept).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        expect(textOf(error)).to.include("wrong secret [secret]").and.not.include(canary);
      });
    }
  });
}
