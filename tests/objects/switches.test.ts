import { expect } from "chai";
import type { Switches } from "../../simulator";
import { namedSessionSwitches, namedSwitches, switchTable } from "../../simulator/switches";
import type { Properties } from "../../provider/resource";
import { screen, stacks, upEnvironment } from "./fixtures";
import type { Stack } from "./fixtures";

/** One case for each position of each switch of environments and fingerprints, and of those that they share with sessions. */
const cases: readonly (readonly [title: string, switches: Partial<Switches>])[] = [
  ...namedSwitches
    .filter((name) => !(namedSessionSwitches as readonly string[]).includes(name))
    .flatMap((name) =>
      switchTable[name].positions.map((position) => [`${name} ${position}`, { [name]: position }] as const),
    ),
  ...(
    [
      "idCase",
      "timestampZone",
      "timestampPrecision",
      "byteOrderMark",
      "emptyBody",
      "absentOptional",
      "emptyList",
      "listExtra",
      "createLag",
      "createResponse",
      "modes",
    ] as const
  ).flatMap((name) =>
    switchTable[name].positions.map((position) => [`${name} ${position}`, { [name]: position }] as const),
  ),
  ["fingerprintPageSize 1", { fingerprintPageSize: 1 }],
];

/** A create that returns only an id returns no secret: the environment is incomplete by the contract of the API. */
const isIncomplete = ({ createResponse }: Partial<Switches>): boolean => createResponse === "202-id-only";

describe("environments and fingerprints under every position of every switch", function () {
  this.timeout(30_000);
  const start = stacks();

  for (const [title, switches] of cases.filter(([, given]) => !isIncomplete(given))) {
    it(`loses nothing and settles with ${title}`, async () => {
      const stack = await start({ switches });
      const { engine, simulator } = stack;
      const environmentUUID = await upEnvironment(stack);
      const declared = { environmentUUID, screen, proxy: { country: "DE" } };
      const random = { environmentUUID, proxy: { country: "FR" } };
      const up = async (): Promise<string[]> => [
        await engine.up("shop", "Environment", { name: "shop" }),
        await engine.up("buyer", "Fingerprint", declared),
        await engine.up("guest", "Fingerprint", random),
      ];
      await up();
      await expectSettled(stack, up);

      declared.proxy = { country: "JP" };
      expect(await up()).to.deep.equal(["same", "update", "same"]);
      expect(simulator.fingerprints()[0]?.settings.country).to.equal("JP");
      await expectSettled(stack, up);

      declared.screen = { ...screen, dpi: 144 };
      expect(await up()).to.deep.equal(["same", "replace", "same"]);
      await expectSettled(stack, up);

      await expectDropped(stack, "guest");
      expect((await up())[2]).to.equal("create");
      await expectSettled(stack, up);
      await reimport(stack, "buyer", declared);
      await expectSettled(stack, up);

      for (const name of ["guest", "buyer", "shop"]) await engine.destroy(name);
      expect(simulator.fingerprints().filter(({ isArchived }) => !isArchived)).to.be.empty;
      expect(simulator.environments().filter(({ deletedAt }) => deletedAt === undefined)).to.be.empty;
      expect(simulator.contractViolations).to.be.empty;
    });
  }

  it("keeps an environment whose create returned only its id, says so, and deletes it", async () => {
    const stack = await start({ switches: { createResponse: "202-id-only" } });
    await upEnvironment(stack).catch(() => undefined);
    const [made] = stack.simulator.environments();
    expect(stack.engine.state.get("shop")).to.include({ id: made?.environmentUUID, isInitFailed: true });
    await stack.engine.destroy("shop");
    expect(stack.simulator.environments()[0]?.deletedAt).not.to.be.undefined;
  });
});

/** Expects that neither a refresh nor an update after it changes anything, also a minute later. */
async function expectSettled({ engine, simulator }: Stack, up: () => Promise<string[]>): Promise<void> {
  for (const pauseMs of [0, 61_000]) {
    simulator.advance(pauseMs);
    engine.restart();
    const before = Object.fromEntries(engine.state);
    await Promise.all([...engine.state.keys()].map((name) => engine.refresh(name)));
    expect(Object.fromEntries(engine.state), "a refresh changes something").to.deep.equal(before);
    simulator.clearLedger();
    expect(await up()).to.deep.equal(["same", "same", "same"]);
    expect(simulator.ledger, "calls of an update without a change").to.be.empty;
  }
}

/** Expects that a refresh drops a fingerprint that somebody else has archived. */
async function expectDropped({ engine, simulator }: Stack, name: string): Promise<void> {
  simulator.archiveFingerprint(engine.state.get(name)?.id ?? "");
  engine.restart();
  await engine.refresh(name).catch(() => undefined);
  if (engine.state.has(name)) await engine.destroy(name);
}

/** Takes the fingerprint out of the state and imports it again. */
async function reimport({ engine }: Stack, name: string, declared: Properties): Promise<void> {
  const id = engine.state.get(name)?.id ?? "";
  engine.state.delete(name);
  engine.restart();
  await engine.importResource(name, "Fingerprint", id.toLowerCase());
  expect((await engine.plan(name, declared)).isReplacement, "a replacement after an import").to.be.false;
  await engine.up(name, "Fingerprint", declared);
}
