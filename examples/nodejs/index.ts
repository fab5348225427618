import * as pulumi from "@pulumi/pulumi";
import * as tasknet from "pulumi-tasknet-native";

const config = new pulumi.Config();

const session = new tasknet.Session("browser", {
  leaseTime: config.requireNumber("leaseTime"),
  driver: tasknet.Driver.Puppeteer,
  isVncEnabled: true,
});

const info = tasknet.getSessionOutput({ sessionUUID: session.sessionUUID });

export const sessionUUID = session.sessionUUID;
export const expiresAt = session.expiresAt;
export const status = info.status;
/** A secret: `pulumi stack output --show-secrets` shows it. */
export const vncPassword = session.vncPassword;
