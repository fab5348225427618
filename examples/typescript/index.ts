import * as pulumi from "@pulumi/pulumi";
import * as tasknet from "pulumi-tasknet";

const config = new pulumi.Config();

const session = new tasknet.Session("browser", {
  leaseTime: config.requireNumber("leaseTime"),
  driver: config.require<tasknet.Driver>("driver"),
  isVncEnabled: true,
});

export const sessionUUID = session.sessionUUID;
export const expiresAt = session.expiresAt;
/** A secret: `pulumi stack output --show-secrets` shows it. */
export const vncPassword = session.vncPassword;
