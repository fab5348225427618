import * as pulumi from "@pulumi/pulumi";
import { BrowserFleet } from "./browser-fleet";

const config = new pulumi.Config();

const fleet = new BrowserFleet("browsers", {
  size: config.requireNumber("size"),
  release: config.require("release"),
  fewerAtOnce: config.requireBoolean("fewerAtOnce"),
  session: { leaseTime: 30, renewBefore: 10 },
});

export const sessionUUIDs = fleet.sessionUUIDs;
