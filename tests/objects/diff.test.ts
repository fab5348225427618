import { expect } from "chai";
import type { Properties } from "../../provider/resource";
import { device, screen, stacks, upEnvironment, upFingerprint } from "./fixtures";

const extension = "0a52c6f1-5c1a-4d55-9a0e-6f3c1a4f2b17";
const otherExtension = "9b1f3c52-77a4-4a0f-8a39-0b7d1c2e3f44";

interface Case {
  readonly title: string;
  readonly before: Properties;
  readonly after: Properties;
  /** The changes as `property kind`; empty for none. */
  readonly changes: readonly string[];
}

const cases: readonly Case[] = [
  { title: "the same screen", before: { screen }, after: { screen: { ...screen } }, changes: [] },
  {
    title: "another resolution",
    before: { screen },
    after: { screen: { ...screen, resolution: "1280x720" } },
    changes: ["screen replace"],
  },
  { title: "no screen any more", before: { screen }, after: {}, changes: ["screen replace"] },
  {
    title: "a first screen",
    before: { proxy: { country: "DE" } },
    after: { screen, proxy: { country: "DE" } },
    changes: ["screen replace"],
  },
  {
    title: "another country",
    before: { screen, proxy: { country: "DE" } },
    after: { screen, proxy: { country: "FR" } },
    changes: ["proxy update"],
  },
  {
    title: "a first country",
    before: { screen },
    after: { screen, proxy: { country: "FR" } },
    changes: ["proxy update"],
  },
  {
    title: "no country any more",
    before: { screen, proxy: { country: "DE" } },
    after: { screen },
    changes: ["proxy replace"],
  },
  {
    title: "the country in other letters",
    before: { screen, proxy: { country: "DE" } },
    after: { screen, proxy: { country: "de" } },
    changes: [],
  },
  {
    title: "another number of cameras",
    before: { screen, device },
    after: { screen, device: { ...device, numCameras: 1 } },
    changes: ["device replace"],
  },
  {
    title: "a count that Tasknet has chosen until now",
    before: { screen, device: { numCameras: 3 } },
    after: { screen, device: { numCameras: 3, numSpeakers: 1 } },
    changes: ["device replace"],
  },
  {
    title: "the extensions in another order and in other letters",
    before: { screen, extensions: [extension, otherExtension] },
    after: { screen, extensions: [otherExtension, extension.toUpperCase()] },
    changes: [],
  },
  {
    title: "one extension less",
    before: { screen, extensions: [extension, otherExtension] },
    after: { screen, extensions: [extension] },
    changes: ["extensions replace"],
  },
  {
    title: "no extensions instead of an empty list",
    before: { screen, extensions: [] },
    after: { screen },
    changes: [],
  },
  {
    title: "a country in place and a screen that replaces",
    before: { screen, proxy: { country: "DE" } },
    after: { screen: { ...screen, dpi: 144 }, proxy: { country: "FR" } },
    changes: ["screen replace", "proxy update"],
  },
];

describe("environments and fingerprints: diff", () => {
  const start = stacks();

  for (const { title, before, after, changes } of cases) {
    const expected = changes.length === 0 ? "no change" : changes.join(", ");
    it(`plans for a fingerprint with ${title}: ${expected}`, async () => {
      const stack = await start();
      const environmentUUID = await upEnvironment(stack);
      await upFingerprint(stack, environmentUUID, before);
      const plan = await stack.engine.plan("buyer", { environmentUUID, ...after });
      expect(plan.changes.map(({ property, kind }) => `${property} ${kind}`)).to.deep.equal(changes);
      expect(plan.isReplacement).to.equal(changes.some((change) => change.endsWith("replace")));
    });
  }

  it("warns in the preview of a replacement that the archive deletes the stored logins", async () => {
    const stack = await start();
    const environmentUUID = await upEnvironment(stack);
    const id = await upFingerprint(stack, environmentUUID);
    const { warnings } = await stack.engine.plan("buyer", { environmentUUID });
    expect(warnings).to.deep.equal([
      `fingerprint ${id} is replaced: the old one is archived. This deletes its stored logins, and nothing undoes it. ` +
        "To keep the old one, undo the change, or set the resource option retainOnDelete: true and run `pulumi up` before the change.",
    ]);
  });

  it("warns in the preview of a new name that the stored logins can no longer be read", async () => {
    const stack = await start();
    const id = await upEnvironment(stack);
    const { changes, warnings } = await stack.engine.plan("shop", { name: "bank" });
    expect(changes).to.deep.equal([
      { property: "name", kind: "replace", reason: 'name changes from "shop" to "bank"' },
    ]);
    expect(warnings[0]).to.include(`environment ${id} is replaced`).and.to.include("can no longer be read");
  });

  it("plans nothing in the diff of a refresh without drift", async () => {
    const stack = await start();
    const environmentUUID = await upEnvironment(stack);
    await upFingerprint(stack, environmentUUID);
    const plan = await stack.engine.plan("buyer", { environmentUUID, screen }, true);
    expect(plan).to.deep.include({ changes: [], warnings: [] });
  });
});
