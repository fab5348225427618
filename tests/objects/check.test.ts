import { expect } from "chai";
import type { Properties } from "../../provider/resource";
import type { ResourceType } from "../../provider/resources";
import { resourceOf } from "../../provider/resources";
import { screen } from "./fixtures";

const environmentUUID = "5d2f8c1e-0c3f-4b2a-9a52-3f4f6c1b7a10";

interface Case {
  readonly title: string;
  readonly type?: ResourceType;
  readonly inputs: Properties;
  /** The property of the failure, and words of its reason. */
  readonly property: string;
  readonly reason: string;
}

const invalid: readonly Case[] = [
  {
    title: "an environment without a name",
    type: "Environment",
    inputs: {},
    property: "name",
    reason: "is required",
  },
  {
    title: "an empty name",
    type: "Environment",
    inputs: { name: "" },
    property: "name",
    reason: "a text with at least one character",
  },
  {
    title: "a misspelt name",
    type: "Environment",
    inputs: { name: "shop", nmae: "shop" },
    property: "nmae",
    reason: "name",
  },
  {
    title: "a fingerprint without an environment",
    inputs: { screen },
    property: "environmentUUID",
    reason: "is required",
  },
  {
    title: "an environment that is no UUID",
    inputs: { environmentUUID: "my shop", screen },
    property: "environmentUUID",
    reason: "the UUID of an environment",
  },
  {
    title: "a resolution that Tasknet does not offer",
    inputs: { environmentUUID, screen: { ...screen, resolution: "800x600" } },
    property: "screen.resolution",
    reason: "one of 1280x1024",
  },
  {
    title: "a depth of 16",
    inputs: { environmentUUID, screen: { ...screen, depth: 16 } },
    property: "screen.depth",
    reason: "one of 24, 30, 32",
  },
  {
    title: "a screen without dpi",
    inputs: { environmentUUID, screen: { resolution: "1280x720", depth: 24 } },
    property: "screen.dpi",
    reason: "is required",
  },
  {
    title: "a misspelt field of a screen",
    inputs: { environmentUUID, screen: { ...screen, dpy: 96 } },
    property: "screen.dpy",
    reason: "dpi",
  },
  {
    title: "half a camera",
    inputs: { environmentUUID, screen, device: { numCameras: 0.5 } },
    property: "device.numCameras",
    reason: "an integer, 0 or more",
  },
  {
    title: "a country by its name",
    inputs: { environmentUUID, screen, proxy: { country: "Germany" } },
    property: "proxy.country",
    reason: "two letters",
  },
  {
    title: "extensions that are no list",
    inputs: { environmentUUID, screen, extensions: "x" },
    property: "extensions",
    reason: "a list of the UUIDs",
  },
  {
    title: "an extension that is no UUID",
    inputs: { environmentUUID, screen, extensions: ["my extension"] },
    property: "extensions",
    reason: "a list of the UUIDs",
  },
  {
    title: "device counts of a random fingerprint",
    inputs: { environmentUUID, device: { numCameras: 1 } },
    property: "device",
    reason: "needs screen",
  },
  {
    title: "extensions of a random fingerprint",
    inputs: { environmentUUID, extensions: [environmentUUID] },
    property: "extensions",
    reason: "needs screen",
  },
];

describe("environments and fingerprints: check", () => {
  for (const { title, type = "Fingerprint", inputs, property, reason } of invalid) {
    it(`rejects ${title}`, () => {
      const { failures } = resourceOf(type).check(inputs);
      expect(failures.map((failure) => failure.property)).to.deep.equal([property]);
      expect(failures[0]?.reason).to.include(reason);
    });
  }

  it("accepts each input of a fingerprint, and keeps its value", () => {
    const inputs = {
      environmentUUID,
      screen,
      device: { numSpeakers: 0, numMicrophones: 1, numCameras: 4 },
      proxy: { country: "DE" },
      extensions: [environmentUUID],
    };
    expect(resourceOf("Fingerprint").check(inputs)).to.deep.include({ failures: [], inputs });
  });
});
