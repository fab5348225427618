import * as pulumi from "@pulumi/pulumi";
import * as tasknet from "pulumi-tasknet";

const config = new pulumi.Config();

const session = new tasknet.Session("browser", {
  leaseTime: config.requireNumber("leaseTime"),
});

export const sessionUUID = session.sessionUUID;
export const expiresAt = session.expiresAt;
